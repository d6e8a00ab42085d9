import * as z from "zod";
import { Target, type TargetInput } from "../core/target.ts";

const CutOverStep = z.object({
  on: z.enum(["source", "target", "application"]),
  does: z.string(),
  /** A call, or SQL for that side. */
  tool: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  sql: z.string().optional(),
});
export type CutOverStep = z.infer<typeof CutOverStep>;

const CutOver = z.object({
  method: z.string(),
  downtime: z.string(),
  /** What has to be so before the first step. */
  needs: z.array(z.string()),
  steps: z.array(CutOverStep),
  not_replicated: z.array(z.string()),
});
export type CutOver = z.infer<typeof CutOver>;

/** What import_data tells, whatever it reads from. In a dry run nothing was changed, and `rows` are what would be, as far as known. */
export const ImportResult = z.object({
  target: Target,
  dry_run: z.boolean(),
  tables: z.array(
    z.object({
      table: z.string(),
      rows: z.number(),
      rejected: z.number(),
      evidence: z.enum(["measured", "estimated"]),
    }),
  ),
  /** The first of them; all are in `rejected_file`. */
  rejected: z.array(z.object({ line: z.number(), reason: z.string() })),
  rejected_file: z.string().optional(),
  /** How the columns of a file are read. */
  columns: z
    .array(z.object({ name: z.string(), type: z.string(), note: z.string().optional() }))
    .optional(),
  /** SQL and settings that are carried out, in order. */
  plan: z.array(z.string()).optional(),
  /** What has to be answered before anything is loaded. */
  questions: z.array(z.string()).optional(),
  notes: z.array(z.string()),
  /** Where an interrupted call was taken up. */
  resumed: z.object({ rows: z.number() }).optional(),
  duration_ms: z.number(),
  rows_per_second: z.number().optional(),
  next: z.string().optional(),
  /** From a running Postgres: how to change over with the shortest downtime. */
  cut_over: CutOver.optional(),
});
export type ImportResult = z.input<typeof ImportResult>;

/** What import_data was asked for. */
export interface ImportRequest {
  readonly from: Readonly<Record<string, unknown>>;
  readonly format?: "csv" | "ndjson" | undefined;
  readonly table?: string | undefined;
  readonly target?: TargetInput | undefined;
  readonly dry_run: boolean;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}
