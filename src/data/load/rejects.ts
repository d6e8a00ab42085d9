import { lstat, type FileHandle } from "node:fs/promises";
import { relative } from "node:path";
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

/** Beside the source: `.rejects.csv`, `.rejects-2.csv` and so on. */
const pathOf = (source: string, nth: number): string =>
  `${source}.rejects${nth === 1 ? "" : `-${nth}`}.csv`;

/** The first whose name is free: what is there may be somebody's work, such as rejected rows that were corrected. */
export async function freeRejects(source: string): Promise<number> {
  const isTaken = (nth: number): Promise<boolean> =>
    lstat(pathOf(source, nth)).then(
      () => true,
      () => false,
    );
  let nth = 1;
  while (await isTaken(nth)) nth += 1;
  return nth;
}

/** The file of rows that Postgres did not take, beside the source; it is made with the first of them. */
export class Rejects implements AsyncDisposable {
  readonly #path: string;
  readonly #roots: readonly string[];
  #file: FileHandle | undefined;
  #bytes: number;
  readonly first: { readonly line: number; readonly reason: string }[] = [];
  count = 0;

  /** `bytes` of it are of an interrupted import; the rest is of what that one has not committed. */
  constructor(
    source: string,
    roots: readonly string[],
    { nth, bytes }: { readonly nth: number; readonly bytes: number },
  ) {
    this.#path = pathOf(source, nth);
    this.#roots = roots;
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** As the caller would name it; undefined where there is none. */
  get path(): string | undefined {
    if (this.#bytes === 0) return undefined;
    const paths = this.#roots.map((root) => relative(root, this.#path));
    return paths.find((path) => !path.startsWith("..")) ?? this.#path;
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
