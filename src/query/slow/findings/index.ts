import type { Finding } from "../../../core/finding.ts";
import { lacksWorkers } from "./lacks-workers.ts";
import { manyRowsWithoutLimit } from "./many-rows.ts";
import { missesObjective } from "./misses-objective.ts";
import { notSeen } from "./not-seen.ts";
import { plansLong } from "./plans-long.ts";
import { readsBlocks } from "./reads-blocks.ts";
import type { Observation, SlowContext, SlowRule } from "./rule.ts";
import { spills } from "./spills.ts";
import { utilityTime } from "./utility-time.ts";
import { varies } from "./varies.ts";
import { writesWal } from "./writes-wal.ts";

/** Every rule, by name. */
export const slowRules: readonly SlowRule[] = [
  lacksWorkers,
  manyRowsWithoutLimit,
  missesObjective,
  notSeen,
  plansLong,
  readsBlocks,
  spills,
  utilityTime,
  varies,
  writesWal,
];

/** More than a reader acts upon. */
const [mostOfARule, most] = [3, 8];

/** What the rules see, warnings first, then by what is at stake. */
export function slowFindings(context: SlowContext): Finding[] {
  return slowRules
    .flatMap((rule) =>
      [...rule.check(context)]
        .toSorted((a, b) => b.weight - a.weight)
        .slice(0, mostOfARule)
        .map((observation) => ({ rule, observation })),
    )
    .toSorted((a, b) => rank(b.observation) - rank(a.observation))
    .slice(0, most)
    .map(({ rule, observation }) => toFinding(rule, observation));
}

const rank = ({ level, weight }: Observation): number => weight + (level === "info" ? 0 : 1);

function toFinding({ id }: SlowRule, observation: Observation): Finding {
  const { level, statement, message, evidence, fix } = observation;
  const object = statement === undefined ? "pg_stat_statements" : `queryid ${statement.queryid}`;
  return {
    rule: id,
    level,
    object,
    message,
    evidence,
    ...(fix === undefined ? {} : { fix }),
    key: `${id}:${statement?.queryid ?? "all"}`,
  };
}
