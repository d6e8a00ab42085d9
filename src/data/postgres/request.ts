import * as z from "zod";
import { ToolError } from "../../core/errors.ts";
import type { ImportRequest } from "../import-result.ts";

const From = z.strictObject({ url_variable: z.string(), database: z.string().optional() });
const Options = z.strictObject({
  consistent: z.boolean().optional(),
  rows: z.boolean().optional(),
  tables: z.array(z.string()).min(1).optional(),
});

export interface PostgresRequest {
  readonly variable: string;
  readonly database: string | undefined;
  /** An interrupted import begins its rows again, so that all of them are of one moment. */
  readonly consistent: boolean;
  /** Without, the schema alone: rows come by replication. */
  readonly rows: boolean;
  /** Only these. */
  readonly tables: readonly string[] | undefined;
}

/** What is imported, as it came over the wire. Throws INVALID_INPUT. */
export function readRequest({ from, format, table, options = {} }: ImportRequest): PostgresRequest {
  if (format !== undefined || table !== undefined)
    throw invalid(
      "`format` and `table` are for files; of a database name `tables` in `options`, or import it whole.",
    );
  const source = From.safeParse(from);
  if (!source.success) throw invalid("`from` is not { url_variable, database? }.");
  const read = Options.safeParse(options);
  if (!read.success)
    throw invalid(
      "`options` has only `consistent` and `rows` here, true or false, and `tables`, a list of names.",
    );
  return {
    variable: source.data.url_variable,
    database: source.data.database,
    consistent: read.data.consistent ?? false,
    rows: read.data.rows ?? true,
    tables: read.data.tables,
  };
}

const invalid = (what: string): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    what,
    'Write {"from":{"url_variable":"NAME"},"dry_run":true} first: it says what would be done.',
  );
