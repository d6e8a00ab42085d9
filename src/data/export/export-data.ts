import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { bytesText } from "../../core/bytes.ts";
import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { findWithin } from "../../files/find-within.ts";
import { oneWayNotes } from "./one-way.ts";
import { openPart, type Part, type WrittenPart } from "./part.ts";
import { exportQuery, exportSql } from "./statement.ts";

export interface ExportRequest {
  readonly table?: string | undefined;
  readonly query?: string | undefined;
  readonly to: { readonly file: string; readonly part_mb?: number | undefined };
  readonly format: "csv" | "ndjson";
  readonly target?: TargetInput | undefined;
}

export interface Exported {
  readonly target: Target;
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly WrittenPart[];
  readonly manifest: string;
  readonly snapshot: string;
  readonly notes: readonly string[];
}

const STATEMENT_MS = 12 * 3_600_000;

/**
 * Writes what a query reads in one snapshot to files below `deps.files`; they get their names when all is there, and the manifest last.
 * Errors: NOT_FOUND, INVALID_INPUT, READ_ONLY and those of `Session`.
 */
export async function exportData(
  request: ExportRequest,
  deps: Deps,
  call: Call,
): Promise<Exported> {
  const { table, query, to, format, target } = request;
  if ((table === undefined) === (query === undefined))
    throw new ToolError(
      "INVALID_INPUT",
      "An export is of a `table` or of a `query`.",
      "Give one of the two.",
    );
  await refuseTaken(to.file, deps.files);
  await using session = await deps.session({ target, intent: "read", signal: call.signal });
  const parts: Part[] = [];
  try {
    const { rows, snapshot, notes, written } = await session.transaction(
      { access: "read only", isolation: "repeatable read", statementTimeoutMs: STATEMENT_MS },
      async () => {
        await remove(parts);
        const { read, notes: computed } = await exportQuery(session, { table, query });
        const sql = exportSql(read, format);
        const [at] = await session.query<{ snapshot: string }>(
          "select pg_catalog.pg_current_snapshot()::text as snapshot",
        );
        return {
          snapshot: at?.snapshot ?? "",
          notes: [...computed, ...(format === "ndjson" ? await oneWayNotes(session, read) : [])],
          ...(await writeParts(session, sql, { request, deps, call, parts })),
        };
      },
    );
    const files: WrittenPart[] = [];
    for (const [index, part] of parts.entries()) {
      const { bytes = 0, sha256 = "" } = written[index] ?? {};
      files.push({ path: shown(await part.publish(), deps.files), bytes, sha256 });
    }
    const manifest = `${to.file}.manifest.json`;
    const about = { format, table, query, target: session.target, snapshot, rows, files };
    await writeManifest(manifest, about, deps.files);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { target: session.target, rows, bytes, files, manifest, snapshot, notes };
  } catch (error) {
    await remove(parts);
    throw error;
  }
}

async function remove(parts: Part[]): Promise<void> {
  for (const part of parts.splice(0)) await part.remove();
}

interface Writing {
  readonly request: ExportRequest;
  readonly deps: Deps;
  readonly call: Call;
  readonly parts: Part[];
}

async function writeParts(
  session: Session,
  sql: string,
  { request: { to, format }, deps, call, parts }: Writing,
): Promise<{ rows: number; written: Omit<WrittenPart, "path">[] }> {
  const most = to.part_mb === undefined ? Infinity : to.part_mb * 1_000_000;
  const written: Omit<WrittenPart, "path">[] = [];
  let header: Uint8Array | undefined;
  let total = 0;
  const next = async (): Promise<Part> => {
    const open = parts.at(-1);
    if (open !== undefined) written.push(await open.close());
    const name = most === Infinity ? to.file : partName(to.file, parts.length + 1);
    const part = await openPart(name, deps.files);
    parts.push(part);
    if (header !== undefined) await part.write(header);
    return part;
  };
  let part = await next();
  const blocks = session.copyOut(sql);
  let block = await blocks.next();
  while (block.done !== true) {
    const { value } = block;
    if (format === "csv" && header === undefined) header = headerOf(value);
    if (part.taken > 0 && part.taken + value.length > most) part = await next();
    await part.write(value);
    total += value.length;
    call.progress(total, bytesText(total));
    block = await blocks.next();
  }
  written.push(await part.close());
  return { rows: block.value, written };
}

/** The first record: names may hold line breaks. */
function headerOf(block: Uint8Array): Uint8Array {
  let quoted = false;
  const end = block.findIndex((byte) => {
    if (byte === 34) quoted = !quoted;
    return byte === 10 && !quoted;
  });
  return block.slice(0, end + 1);
}

/** `rows.002.csv.gz` */
function partName(file: string, number: number): string {
  const packed = /\.gz$/i.exec(file)?.[0] ?? "";
  const bare = file.slice(0, file.length - packed.length);
  const ending = extname(bare);
  return `${bare.slice(0, bare.length - ending.length)}.${String(number).padStart(3, "0")}${ending}${packed}`;
}

async function refuseTaken(file: string, roots: readonly string[]): Promise<void> {
  const folder = await findWithin(dirname(file), roots, "folder");
  for (const name of [
    basename(file),
    `${basename(file)}.manifest.json`,
    basename(partName(file, 1)),
  ])
    if ((await stat(join(folder, name)).catch(() => undefined)) !== undefined)
      throw new ToolError(
        "INVALID_INPUT",
        `There is a file \`${identifier(name)}\` already.`,
        "Name a new one, or move the old one away.",
      );
}

async function writeManifest(path: string, about: object, roots: readonly string[]): Promise<void> {
  const part = await openPart(path, roots);
  try {
    await part.write(Buffer.from(`${JSON.stringify(about, undefined, 2)}\n`));
    await part.close();
    await part.publish();
  } catch (error) {
    await part.remove();
    throw error;
  }
}

const shown = (path: string, roots: readonly string[]): string =>
  roots.map((root) => relative(root, path)).find((each) => !each.startsWith("..")) ?? path;
