import * as z from "zod";
import { Evidence, Finding } from "./finding.ts";
import { Target } from "./target.ts";

/** Postgres's lock modes on tables, the weakest first. */
export const lockModes = [
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;
export const LockMode = z.enum(lockModes);
export type LockMode = z.infer<typeof LockMode>;

/** What others cannot do to the rows while a lock is held. */
export const Blocks = z.enum(["nothing", "writes", "reads and writes"]);
export type Blocks = z.infer<typeof Blocks>;

export const blocksOf = (mode: LockMode): Blocks => {
  if (mode === "ACCESS EXCLUSIVE") return "reads and writes";
  return lockModes.indexOf(mode) >= lockModes.indexOf("SHARE") ? "writes" : "nothing";
};

export const Lock = z.object({
  relation: z.string().describe("Qualified and quoted."),
  mode: LockMode,
  blocks: Blocks,
});
export type Lock = z.infer<typeof Lock>;

export const phaseNames = ["expand", "backfill", "verify", "switch", "contract"] as const;
export const PhaseName = z.enum(phaseNames);
export type PhaseName = z.infer<typeof PhaseName>;

/** A query that returns one row of one column, and what stands there when all is well. */
export const Verification = z.object({
  purpose: z.string(),
  sql: z.string(),
  expect: z.union([z.number(), z.string(), z.boolean(), z.null()]),
});
export type Verification = z.infer<typeof Verification>;

/**
 * How a step goes through a table in small transactions. Its `sql` is one statement with parameters: `$1`..`$n`, the key after which
 * the batch begins as text, all NULL at the beginning, and `$n+1`, the rows of a batch at most. It returns one row: columns `k1`..`kn`,
 * the last key of the batch as text, NULL at the end of the table; `rows`, how many rows it looked at; `changed`, how many it changed.
 */
export const Batch = z.object({
  table: z.string().describe("Qualified and quoted."),
  key: z.array(z.string()).describe("Columns of the key, unquoted."),
  size: z.number(),
  pause_ms: z.number(),
});
export type Batch = z.infer<typeof Batch>;

/** What is executed at once: one transaction, or one statement that runs alone. */
export const Step = z.object({
  id: z.string().describe("`expand.1`"),
  purpose: z.string(),
  sql: z.string().describe("Statements of one transaction, or one that runs alone."),
  rollback: z.string().nullable().describe("Null where there is nothing to take back."),
  connection: z.literal("direct"),
  transaction: z.boolean(),
  batch: Batch.optional(),
  irreversible: z.boolean().optional().describe("No rollback leads back over it."),
  locks: z.array(Lock).describe("On what existed before the step, the strongest each."),
  rewrites: z.boolean(),
  scans: z.boolean(),
  estimated_ms: z.number(),
  evidence: Evidence,
});
export type Step = z.infer<typeof Step>;

export const Phase = z.object({
  name: PhaseName,
  purpose: z.string(),
  steps: z.array(Step),
  verification: z.array(Verification),
  old_application: z.enum(["works", "breaks"]),
  notes: z.array(z.string()),
});
export type Phase = z.infer<typeof Phase>;

/** What has to be known before a step can be planned; `hint` says how the answer is given. */
export const Question = z.object({
  about: z.string().describe("Qualified name."),
  question: z.string(),
  options: z.array(z.string()),
  hint: z.string().describe('As `hints.backfill["public.tasks.due_at"]`.'),
});
export type Question = z.infer<typeof Question>;

/** A migration plan. Its id is the hash of its content, so that a rehearsal speaks of exactly these statements. */
export const Plan = z.object({
  plan_id: z.string(),
  name: z.string(),
  target: Target,
  /** `server_version_num` of the target. */
  version: z.number(),
  /** Of the target's catalogue when the plan was made, and as it will be when all phases are done. */
  fingerprint: z.string(),
  fingerprint_after: z.string(),
  phases: z.array(Phase),
  irreversible: z.array(z.string()),
  findings: z.array(Finding),
  /** A plan with questions has no phases. */
  questions: z.array(Question),
  old_statements: z.array(z.string()),
  lock_timeout_ms: z.number(),
  batch_size: z.number(),
  /** The target's `Catalog` of which `fingerprint` is: it tells what has drifted. */
  catalog: z.unknown().optional(),
});
export type Plan = z.infer<typeof Plan>;

/** What remains of a rehearsal; `passed` is what apply_migration looks at. */
export const Proof = z.object({
  plan_id: z.string(),
  passed: z.boolean(),
  on: z.enum(["shadow", "branch"]),
  at: z.string().describe("ISO 8601"),
  /** Of the copy that it was rehearsed on: the plan's, unless the copy lacked something. */
  fingerprint_before: z.string(),
  /** `server_version_num` of the copy. */
  version: z.number().optional(),
  /** Of the catalogue after each phase, in order: what apply_migration compares between phases. */
  fingerprints: z.array(z.object({ phase: PhaseName, fingerprint: z.string() })),
  /** The same after each step, by its id: what a migration that was cut off within a phase is compared with. */
  step_fingerprints: z.array(z.object({ step: z.string(), fingerprint: z.string() })).optional(),
  fingerprint_after: z.string(),
});
export type Proof = z.infer<typeof Proof>;

/** Plans and their rehearsals, wherever the server keeps its state. They outlive the process. */
export interface Plans {
  save(plan: Plan): Promise<void>;
  /** Throws NOT_FOUND with what to call. */
  load(id: string): Promise<Plan>;
  /** The newest first. */
  list(): Promise<readonly Plan[]>;
  saveProof(proof: Proof): Promise<void>;
  /** The last rehearsal of the plan. */
  proof(id: string): Promise<Proof | undefined>;
}
