import * as z from "zod";
import { identifier } from "./identifier.ts";
import type { Compute } from "./manage/computes.ts";
import { COMPUTE } from "./neon-facts.ts";

/** A compute as tools return it. */
export const ComputeView = z.object({
  id: z.string(),
  name: z.string().optional(),
  branch: z.string(),
  kind: z.enum(["read_write", "read_only"]),
  state: z.string(),
  since: z.string().optional().describe("When it began to run, or to sleep."),
  last_active: z.string().optional(),
  disabled: z.boolean(),
  min_cu: z.number(),
  max_cu: z.number(),
  suspend_seconds: z.number().describe("-1: never."),
  host: z.string(),
});
export type ComputeView = z.infer<typeof ComputeView>;

export function computeView(compute: Compute): ComputeView {
  const since = compute.startedAt ?? compute.suspendedAt;
  return {
    id: compute.id,
    ...(compute.name === undefined ? {} : { name: compute.name }),
    branch: compute.branch.name,
    kind: compute.kind,
    state: compute.state,
    ...(since === undefined ? {} : { since }),
    ...(compute.lastActiveAt === undefined ? {} : { last_active: compute.lastActiveAt }),
    disabled: compute.isDisabled,
    min_cu: compute.minCu,
    max_cu: compute.maxCu,
    suspend_seconds: suspendSeconds(compute),
    host: compute.host,
  };
}

/** Neon's 0 is its default. */
export const suspendSeconds = ({ suspendSeconds: given }: Pick<Compute, "suspendSeconds">) =>
  given === 0 ? COMPUTE.suspendSecondsDefault : given;

export const sizeText = (view: Pick<ComputeView, "min_cu" | "max_cu">): string =>
  view.min_cu === view.max_cu ? `${view.max_cu} CU` : `${view.min_cu} to ${view.max_cu} CU`;

export const suspendText = (seconds: number): string =>
  seconds < 0 ? "never suspends" : `suspends after ${seconds} s`;

/** `read-write compute ep-… of main`. */
export const computeText = ({
  id,
  kind,
  branch,
}: Pick<ComputeView, "id" | "kind" | "branch">): string =>
  `${kind === "read_write" ? "read-write compute" : "read replica"} ${identifier(id)} of branch ${identifier(branch)}`;
