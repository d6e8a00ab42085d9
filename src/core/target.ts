import * as z from "zod";

/** Where a tool acts, as the caller names it: names or ids. What it does not know is refused, or a misspelt branch would be the default one. */
export const TargetInput = z.strictObject({
  project: z.string().optional(),
  branch: z.string().optional(),
  database: z.string().optional(),
  role: z.string().optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;

/**
 * The same in the input of tools that are seldom called first: those that are have told a model what is in it, and it costs a fifth of
 * the tokens to say it once.
 */
export const KnownTarget = z.record(z.string(), z.unknown()).pipe(TargetInput);

/** Where a tool did act; every result of a tool that touches a database carries it. */
export const Target = z.object({
  deployment: z.enum(["local", "neon", "url"]),
  project: z.string().optional(),
  branch: z.string().optional(),
  database: z.string(),
  role: z.string(),
  postgres: z.string().describe("Server version, as `18.4`."),
});
export type Target = z.infer<typeof Target>;

/** `pooled` goes through a transaction pooler where the deployment has one; `direct` never does. */
export type Connection = "pooled" | "direct";
