import * as z from "zod";

/** Where a tool acts, as the caller names it: names or ids. */
export const TargetInput = z.object({
  project: z.string().optional(),
  branch: z.string().optional(),
  database: z.string().optional(),
  role: z.string().optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;

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
