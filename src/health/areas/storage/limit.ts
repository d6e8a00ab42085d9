import { BILLING, PLANS, PRICES_AS_OF, type PlanName } from "../../../core/neon-facts.ts";
import { code, type Observation } from "../../judge.ts";
import { bytes, duration, percent } from "../../words.ts";

/** Of what the plan includes. */
const [WATCH, ACT] = [0.8, 0.95];
const [SOON, VERY_SOON] = [14, 3];
const DAY = 86_400;

export interface Sizes {
  /** Bytes of all databases. */
  readonly all: number;
  /** Bytes; estimated, undefined where counters are too young. */
  readonly perDay: number | undefined;
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
}

/** Bytes beyond which nothing can be written; undefined where more is billed. */
export function limitOf(plan: PlanName): number | undefined {
  const { storageGbIncluded, perStorageGbMonth } = PLANS[plan];
  return perStorageGbMonth > 0 ? undefined : storageGbIncluded * BILLING.bytesPerGb;
}

/** Other branches and history count, too, so what is seen here is the least. */
export function* nearLimit(
  { all, perDay = 0, largest }: Sizes,
  plan: PlanName | undefined,
): Generator<Observation> {
  const limit = plan === undefined ? undefined : limitOf(plan);
  if (plan === undefined || limit === undefined) return;
  const used = all / limit;
  const days = perDay > 0 ? Math.max(limit - all, 0) / perDay : Infinity;
  if (used < WATCH && days >= SOON) return;
  const names = largest.slice(0, 3).map(({ name, bytes: size }) => `${code(name)} ${bytes(size)}`);
  const pace = days === Infinity ? "" : `; at this pace it is full in ${duration(days * DAY)}`;
  yield {
    rule: "storage-near-limit",
    level: used >= ACT || days < VERY_SOON ? "error" : "warning",
    object: "storage",
    message: `${percent(used)} of the ${bytes(limit)} of plan ${plan} (${PRICES_AS_OF}) are taken by this branch alone${pace}: then writes fail. Largest: ${names.join(", ")}. Delete what nobody needs and let VACUUM free it, drop branches, or take a plan that bills what is more.`,
    evidence: days < SOON && used < WATCH ? "estimated" : "measured",
  };
}
