import * as z from "zod";
import { Finding } from "../core/finding.ts";

/** One thing that an actor tried and that went another way than the intent says. */
export const FailedCell = z.object({
  table: z.string(),
  role: z.string(),
  actor: z.string().describe("As `user of tenant A`, `no context`."),
  verb: z.string(),
  expected: z.string(),
  got: z.string(),
});
export type FailedCell = z.infer<typeof FailedCell>;

/** A weakened policy that no cell noticed. */
export const Survivor = z.object({
  table: z.string(),
  policy: z.string().optional(),
  mutation: z.string(),
  reason: z.string().describe("Why it changes nothing, or what the proof cannot tell."),
});
export type Survivor = z.infer<typeof Survivor>;

export const PlanCheck = z.object({
  table: z.string(),
  ok: z.boolean(),
  detail: z.string(),
});
export type PlanCheck = z.infer<typeof PlanCheck>;

/** What was executed to prove that policies do what an intent says. */
export const RlsProof = z.object({
  passed: z.boolean().describe("No failed cell and no way round."),
  cells: z.int().describe("Things tried and compared with the intent."),
  failed: z.array(FailedCell),
  mutations: z.object({ total: z.int(), caught: z.int(), survived: z.array(Survivor) }),
  bypasses: z.array(Finding).describe("Ways round the policies."),
  plans: z.array(PlanCheck).describe("At 100,000 rows a tenant."),
  pgtap: z.string().describe("The same cells for pg_prove."),
});
export type RlsProof = z.infer<typeof RlsProof>;
