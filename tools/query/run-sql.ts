import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool, type Rendered } from "../../src/core/tool.ts";
import type { PageWithCursor } from "../../src/postgres/run-script.ts";

/** Of the 40,000 characters that both channels may have. */
const NOTICES = 2_000;

const Result = z.object({
  command: z.string().describe("Command tag: SELECT, INSERT."),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z
    .array(z.array(z.unknown()))
    .describe("Columnar. What JSON numbers cannot hold exactly is Postgres text."),
  row_count: z.number().describe("Rows in this page, or changed by a command."),
  truncated: z.boolean(),
  next_cursor: z.string().optional(),
  note: z.string().optional(),
  duration_ms: z.number(),
});
type Result = z.infer<typeof Result>;

/** What a tool stands on is loaded with its first call: a server that is only listed starts as fast as an empty one. */
const implementation = once(() => import("../../src/postgres/run-script.ts"));

export const runSql = defineTool({
  name: "run_sql",
  title: "Run SQL",
  description: "Run SQL, read-only unless mode is write: then all or nothing.",
  effect: "destroy",
  alsoReads: true,
  input: z.object({
    sql: z.string(),
    params: z.array(z.unknown()).optional(),
    target: TargetInput.optional(),
    mode: z.enum(["read", "write"]).default("read"),
    isolation: z.enum(["read committed", "repeatable read", "serializable"]).optional(),
    max_rows: z.int().min(1).max(10_000).default(200),
    cursor: z.string().optional(),
    timeout_ms: z.int().min(1).max(3_600_000).optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    target: Target,
    connection: z.enum(["pooled", "direct"]),
    results: z.array(Result),
    notices: z.array(z.string()),
  }),
  untrusted: ["results", "notices"],

  async run(input, deps, call) {
    const { runScript } = await implementation();
    const { target, connection, pages, notices } = await runScript(input, deps, call);
    return { target, connection, results: pages.map(resultOf), notices: firstOf(notices) };
  },

  render({ target, connection, results, notices }): Rendered {
    const [only] = results;
    const rows = results.length === 1 && only ? countOf(only) : `${results.length} results`;
    const branch = target.branch === undefined ? "" : `branch ${identifier(target.branch)}, `;
    const where = `${branch}${identifier(target.database)} as ${identifier(target.role)}, Postgres ${identifier(target.postgres)}, ${connection}`;
    const next = results.flatMap((result, index) => nextOf(result, index, results.length));
    return {
      head: `${rows}. ${where}.`,
      data: [
        ...results.map((result, index) => textOf(result, index, results.length)),
        ...notices,
      ].join("\n"),
      next: next.join("\n"),
    };
  },
});

function resultOf({ result, fitted, rowCount, more, cursor, note }: PageWithCursor): Result {
  const shortened = fitted.shortened.map((index) => result.columns[index]?.name ?? "");
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(shortened.length === 0
      ? []
      : [`Long values are shortened; read on with substring(column from start for count).`]),
  ];
  return {
    command: result.command,
    columns: [...result.columns],
    rows: fitted.rows.map((row) => [...row]),
    row_count: rowCount,
    truncated: more,
    ...(cursor === undefined ? {} : { next_cursor: cursor }),
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
    duration_ms: result.durationMs,
  };
}

/** Command, rows and time; the data of one result as one JSON array for each row, under the columns. */
function textOf(result: Result, index: number, count: number): string {
  const { columns, rows } = result;
  const title = count === 1 ? [] : [`-- ${index + 1}: ${countOf(result)}`];
  if (columns.length === 0) return title.join("\n");
  const header = columns.map(({ name, type }) => `${name} ${type}`);
  return [...title, JSON.stringify(header), ...rows.map((row) => JSON.stringify(row))].join("\n");
}

function countOf({
  command,
  columns,
  row_count: rows,
  next_cursor: cursor,
  duration_ms: ms,
}: Result): string {
  const counted = columns.length > 0 || rows > 0 ? `${rows} row${rows === 1 ? "" : "s"}` : "done";
  return `${command}: ${cursor === undefined ? "" : "first "}${counted} in ${ms} ms`;
}

function nextOf(
  { next_cursor: cursor, note, truncated }: Result,
  index: number,
  count: number,
): string[] {
  const which = count === 1 ? "" : `Result ${index + 1}: `;
  const more =
    cursor === undefined
      ? truncated
        ? ["Not all rows are shown."]
        : []
      : [`More rows: repeat the call with cursor="${cursor}".`];
  const lines = [...more, ...(note === undefined ? [] : [note])];
  return lines.length === 0 ? [] : [`${which}${lines.join(" ")}`];
}

/** As many as fit beside the rows. */
function firstOf(notices: readonly string[]): string[] {
  let left = NOTICES;
  return notices.filter((notice) => (left -= notice.length) >= 0);
}
