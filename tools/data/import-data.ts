import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { ToolError } from "../../src/core/errors.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget } from "../../src/core/target.ts";
import { defineTool, type Rendered } from "../../src/core/tool.ts";
import { cutOverText } from "../../src/data/cut-over-text.ts";
import { ImportResult } from "../../src/data/import-result.ts";

const files = once(() => import("../../src/data/import-file.ts"));
const servers = once(() => import("../../src/data/postgres/import.ts"));

export const importData = defineTool({
  name: "import_data",
  title: "Import data",
  description: "Load a CSV or NDJSON file, or another Postgres. Interrupted: call again.",
  effect: "write",
  alsoReads: true,
  input: z.object({
    from: z.looseObject({}).describe("{file} | {url_variable}"),
    format: z.enum(["csv", "ndjson"]).optional(),
    table: z.string().optional().describe("New or existing; default by the file's name."),
    target: KnownTarget.optional(),
    dry_run: z.boolean().default(false).describe("Show, change nothing"),
    options: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        "File: types, columns, skip, header, delimiter, null, encoding, dates, on_conflict. Postgres: tables, rows, consistent",
      ),
    confirm_token: z.string().optional(),
  }),
  output: ImportResult,
  untrusted: ["rejected", "columns", "plan", "questions", "notes", "tables", "cut_over"],
  lists: ["tables", "rejected", "columns", "plan", "notes", "questions", "cut_over"],

  async run(input, deps, call) {
    const { file, url_variable: variable } = input.from;
    if (typeof file === "string" && variable === undefined)
      return (await files()).importFile({ ...input, file }, deps, call);
    if (typeof variable === "string" && file === undefined)
      return (await servers()).importPostgres(input, deps, call);
    throw new ToolError(
      "INVALID_INPUT",
      "`from` names either a `file` or a `url_variable`.",
      'Give {"file": "rows.csv"} below a folder of --files, or {"url_variable": "SOURCE_URL"}.',
    );
  },

  render(result): Rendered {
    const [first] = result.tables;
    const rows = result.tables.reduce((sum, table) => sum + table.rows, 0);
    const rejected = result.tables.reduce((sum, table) => sum + table.rejected, 0);
    const where =
      result.tables.length === 1 && first
        ? identifier(first.table)
        : `${result.tables.length} tables`;
    const refused =
      rejected === 0
        ? ""
        : `; ${rejected} rejected${result.rejected_file === undefined ? "" : `, in ${identifier(result.rejected_file)}`}`;
    const speed = result.rows_per_second === undefined ? "" : `, ${result.rows_per_second} rows/s`;
    const resumed =
      result.resumed === undefined
        ? ""
        : ` ${result.resumed.rows} of them were there from an interrupted call.`;
    const head = result.dry_run
      ? `Dry run: about ${rows} rows into ${where} (estimated). Nothing was changed${asked(result.questions)}.`
      : `${rows} rows in ${where} (measured)${refused}, ${result.duration_ms} ms${speed}.${resumed}`;
    return { head, data: dataOf(result), next: result.next ?? nextOf(result) };
  },
});

type Result = z.output<typeof ImportResult>;

function dataOf({ columns, plan, questions, rejected, notes, tables, ...rest }: Result): string {
  return [
    ...(tables.length > 1 ? tables.map(({ table, rows }) => `${table}: ${rows} rows`) : []),
    ...(columns ?? []).map(
      ({ name, type, note }) => `${name} ${type}${note === undefined ? "" : ` (${note})`}`,
    ),
    ...(plan ?? []),
    ...notes,
    ...(rest.cut_over === undefined ? [] : cutOverText(rest.cut_over)),
    ...(questions ?? []).map((question) => `? ${question}`),
    ...rejected.map(({ line, reason }) => `line ${line}: ${reason}`),
  ].join("\n");
}

const asked = (questions: readonly string[] = []): string =>
  questions.length === 0
    ? ""
    : `; ${questions.length === 1 ? "a question is" : `${questions.length} questions are`} open`;

function nextOf({ dry_run: dryRun, questions, rejected_file: file }: Result): string {
  if (dryRun)
    return (questions?.length ?? 0) > 0
      ? "Answer the questions in `options`, then call without dry_run."
      : "Call without dry_run.";
  return file === undefined
    ? "describe_database shows the table; review_schema what it lacks."
    : "Correct the rejected rows' column `record`, and import them as a file of their own.";
}
