import { basename } from "node:path";
import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Session } from "../../core/session.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { foldName } from "../csv/header.ts";
import { sniffCsv } from "../csv/sniff.ts";
import type { Source } from "../file/source.ts";
import { inferColumns, type Inferred } from "../infer/columns.ts";
import { judgedText, kindOf, type Key } from "../ndjson/copy-text.ts";
import { sniffNdjson } from "../ndjson/sniff.ts";
import type { ImportOptions } from "../options.ts";
import type { Ends } from "../csv/split.ts";
import { aboutMeeting, aboutNames, checkEncoding } from "./said-wrongly.ts";
import { copySql, type Loading } from "./statement.ts";
import type { Table } from "./table.ts";

/** How a file is read, and what is made for it; nothing is changed by planning. */
export interface ImportPlan {
  readonly loading: Loading;
  readonly ends: Ends;
  readonly keys: readonly Key[] | undefined;
  readonly from: number;
  readonly line: number;
  readonly create: string | undefined;
  readonly columns: readonly Inferred[];
  readonly questions: readonly string[];
  readonly notes: readonly string[];
  /** SQL in order. */
  readonly steps: readonly string[];
  /** By the length of the rows in the sample. */
  readonly rows: number;
}

interface Context {
  readonly session: Session;
  readonly deps: Pick<Deps, "shadow">;
  readonly signal: AbortSignal;
}

export type Format = "csv" | "ndjson";

/** By the name's ending, or by the first character. */
export async function formatOf(source: Source): Promise<Format> {
  if (/\.(?:ndjson|jsonl|json)(?:\.gz)?$/i.test(source.path)) return "ndjson";
  if (/\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(source.path)) return "csv";
  for await (const bytes of source.bytes(0))
    return bytes.toString("utf8", 0, 100).trimStart().startsWith("{") ? "ndjson" : "csv";
  return "csv";
}

/** `tasks` for `/data/Tasks 2024.csv.gz`: what is no letter or digit becomes one underscore. */
export function tableNameOf(path: string): string {
  const bare = basename(path)
    .replace(/\.gz$/i, "")
    .replace(/\.[^.]+$/, "");
  const name = bare
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "");
  return quoteIdentifier(name === "" ? "imported" : name.slice(0, 63));
}

export async function planImport(
  source: Source,
  format: Format,
  table: Table,
  options: ImportOptions,
  context: Context,
): Promise<ImportPlan> {
  if (options.encoding !== undefined) await checkEncoding(context.session, options.encoding);
  const sniffed =
    format === "csv"
      ? await sniffCsv(
          source,
          options,
          table.columns.map(({ name }) => name),
        )
      : { ...(await sniffNdjson(source, options)), dialect: undefined };
  const { names, rows, dialect, newline } = sniffed;
  if (names.length === 0) throw nothing();
  const questions = [...sniffed.questions];
  const notes = [...sniffed.notes];
  const mapped = names.map((name, index) => intoOf(name, index, sniffed.header, table, options));
  const types = typesOf(names, mapped, table, options);
  const samples = names.map((name, index) => {
    const values = [...new Set(rows.map((row) => row[index]).filter((value) => value != null))];
    const kind = format === "ndjson" ? kindOf(types[name] ?? "") : "text";
    return { name, values: values.map((value) => judgedText(value, kind)) };
  });
  const inferred = await inferColumns(samples, { types, dates: options.dates }, context);
  questions.push(...inferred.questions);
  // another key of NDJSON may come later than the sample
  if (format === "csv" || sniffed.share === 1) questions.push(...aboutNames(names, options));
  questions.push(...aboutMeeting(names, mapped));
  if (table.exists) judgeTable(names, mapped, table, { questions, notes });
  const fits = questions.length === inferred.questions.length;
  const create = table.exists ? undefined : createSql(table.name, inferred.columns, mapped);
  const loading: Loading = {
    table: table.name,
    columns: inferred.columns.map(({ type }, index) => ({ into: mapped[index], type })),
    dialect,
    ignoreConflicts: options.on_conflict === "ignore",
    dates: inferred.dates,
  };
  return {
    loading,
    ends: { newline, quote: dialect?.quote.charCodeAt(0) },
    keys: format === "ndjson" ? keysOf(names, inferred.columns) : undefined,
    from: sniffed.from,
    line: sniffed.line,
    create,
    columns: inferred.columns.map((column, index) => ({
      ...column,
      name: mapped[index] ?? column.name,
      ...(mapped[index] === undefined ? { note: "left out" } : {}),
    })),
    questions,
    notes:
      table.constraints.length === 0
        ? notes
        : [...notes, `Rows must satisfy ${table.constraints.map(identifier).join("; ")}.`],
    steps: [...(create === undefined ? [] : [create]), ...(fits ? [copySql(loading)] : [])],
    rows: Math.round(rows.length / sniffed.share),
  };
}

const nothing = (): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    "The file has no rows.",
    "Look whether it was written to its end; CSV has a line of names and a line for each row.",
  );

/** The table's column for one of the file's; undefined where it is left out. */
function intoOf(
  name: string,
  index: number,
  header: boolean,
  table: Table,
  { columns = {}, skip = [] }: ImportOptions,
): string | undefined {
  if (skip.includes(name)) return undefined;
  const given = columns[name];
  if (given !== undefined) return given;
  if (!table.exists) return header ? name : `column_${index + 1}`;
  if (!header) return table.columns.filter(({ generated }) => !generated)[index]?.name ?? name;
  const exact = table.columns.find((column) => column.name === name);
  return (
    (exact ?? table.columns.find((column) => foldName(column.name) === foldName(name)))?.name ??
    name
  );
}

function typesOf(
  names: readonly string[],
  mapped: readonly (string | undefined)[],
  table: Table,
  { types = {} }: ImportOptions,
): Record<string, string> {
  const known = new Map(table.columns.map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    names.flatMap((name, index) => {
      const type =
        known.get(mapped[index] ?? "") ??
        types[name] ??
        (mapped[index] === undefined ? "text" : undefined);
      return type === undefined ? [] : [[name, type]];
    }),
  );
}

function judgeTable(
  names: readonly string[],
  mapped: readonly (string | undefined)[],
  { columns }: Table,
  { questions, notes }: { readonly questions: string[]; readonly notes: string[] },
): void {
  const known = new Map(columns.map((column) => [column.name, column]));
  const strange: string[] = [];
  for (const [index, into] of mapped.entries()) {
    const name = names[index] ?? "";
    if (into === undefined) continue;
    const column = known.get(into);
    if (column === undefined) {
      const [near] = nearest(into, known.keys());
      strange.push(
        `\`${identifier(into)}\`${near === undefined ? "" : ` (\`${identifier(near)}\`?)`}`,
      );
    } else if (column.generated)
      questions.push(
        `\`${identifier(into)}\` is computed by the table: leave it out with options.skip ["${identifier(name)}"].`,
      );
  }
  if (strange.length > 0)
    questions.push(
      `The table has no column ${strange.join(", ")}: options.columns {"in the file": "in the table"} maps, options.skip ["in the file"] leaves out${strange.length === names.length ? "; or is it another table?" : "."}`,
    );
  const missing = columns.filter(({ name, generated }) => !generated && !mapped.includes(name));
  const needed = missing.filter(({ required, filled }) => required && !filled);
  if (needed.length > 0)
    questions.push(
      `The file has nothing for ${list(needed)}, which may not be NULL and ${needed.length === 1 ? "has" : "have"} no default.`,
    );
  const rest = missing.filter((column) => !needed.includes(column));
  if (rest.length > 0) notes.push(`Not in the file, so by default or NULL: ${list(rest)}.`);
}

const keysOf = (names: readonly string[], columns: readonly Inferred[]): Key[] =>
  names.map((name, index) => ({ name, kind: kindOf(columns[index]?.type ?? "") }));

function createSql(
  table: string,
  columns: readonly Inferred[],
  mapped: readonly (string | undefined)[],
): string {
  const lines = columns.flatMap(({ type }, index) => {
    const into = mapped[index];
    return into === undefined ? [] : [`  ${quoteIdentifier(into)} ${type}`];
  });
  return `create table ${table} (\n${lines.join(",\n")}\n)`;
}

const list = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => `\`${identifier(name)}\``).join(", ");
