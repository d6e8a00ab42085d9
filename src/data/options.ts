import * as z from "zod";
import { ToolError } from "../core/errors.ts";
import { faultText, inputFaults } from "../core/input-faults.ts";

/** What a caller may say about a file that cannot be seen in it, or is to be read otherwise than it looks. */
const Options = z.strictObject({
  delimiter: z.string().length(1).optional(),
  header: z.boolean().optional(),
  /** The text that stands for NULL, unquoted. */
  null: z.string().optional(),
  encoding: z.string().max(40).optional(),
  /** Order of day and month in dates that begin with neither a year nor a name. */
  dates: z.enum(["DMY", "MDY"]).optional(),
  /** Postgres types by column, for a table that is made. */
  types: z.record(z.string(), z.string()).optional(),
  /** Columns of the table by the file's names. */
  columns: z.record(z.string(), z.string()).optional(),
  /** Columns of the file that are left out. */
  skip: z.array(z.string()).optional(),
  on_conflict: z.enum(["error", "ignore"]).default("error"),
  max_rejected: z.int().min(0).max(1_000_000).default(1000),
  /** Forget the progress of an interrupted import of this file. */
  restart: z.boolean().default(false),
});
export type ImportOptions = z.output<typeof Options>;

export function readOptions(given: Readonly<Record<string, unknown>> = {}): ImportOptions {
  const read = Options.safeParse(given);
  if (read.success) return read.data;
  const faults = inputFaults(Options, given, read.error);
  throw new ToolError(
    "INVALID_INPUT",
    `${faults.map((fault) => faultText(fault, ["options"])).join("; ")}.`,
    `It may have ${Object.keys(Options.shape).join(", ")}.`,
  );
}
