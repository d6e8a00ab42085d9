import type { FileHandle } from "node:fs/promises";
import { ToolError } from "../../core/errors.ts";
import { openToWrite } from "../../files/open.ts";
import { reasonOf, type Failure } from "./failure.ts";

export interface Reject extends Omit<Failure, "line"> {
  /** In the file. */
  readonly line: number;
  readonly record: string;
}

const HEADER = "line,sqlstate,column,reason,record\n";
const SHOWN = 20;

/** The file of rows that Postgres did not take, beside the source; it is made with the first of them. */
export class Rejects implements AsyncDisposable {
  readonly #path: string;
  readonly #roots: readonly string[];
  #file: FileHandle | undefined;
  #bytes: number;
  readonly first: { readonly line: number; readonly reason: string }[] = [];
  count = 0;

  /** `bytes` of it are of an interrupted import; the rest is of nobody. */
  constructor(source: string, roots: readonly string[], bytes: number) {
    this.#path = `${source}.rejects.csv`;
    this.#roots = roots;
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined where there is none. */
  get path(): string | undefined {
    return this.#bytes === 0 ? undefined : this.#path;
  }

  async add(reject: Reject): Promise<void> {
    this.count += 1;
    if (this.first.length < SHOWN) this.first.push({ line: reject.line, reason: reasonOf(reject) });
    const { line, sqlstate, column = "", reason, record } = reject;
    const row = [line, sqlstate, column, reason, record].map(csvField).join(",");
    await this.#write(`${this.#bytes === 0 ? HEADER : ""}${row}\n`);
  }

  async #write(text: string): Promise<void> {
    if (this.#file === undefined) {
      const { file } = await openToWrite(this.#path, this.#roots, { keep: true });
      this.#file = file;
      await file.truncate(this.#bytes);
    }
    const bytes = Buffer.from(text);
    const { bytesWritten } = await this.#file.write(bytes, 0, bytes.length, this.#bytes);
    if (bytesWritten < bytes.length)
      throw new ToolError(
        "LIMIT",
        "The disk has no room for rejected rows.",
        "Make room, then call again.",
      );
    this.#bytes += bytesWritten;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }
}

function csvField(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
