import type { Finding } from "../core/finding.ts";
import { identifier } from "../core/identifier.ts";
import type { AreaReport, HealthContext, Verdict } from "./area.ts";

/** A finding before it has its key. */
export type Observation = Omit<Finding, "key" | "line" | "statement">;

const VERDICTS = { error: "act", warning: "watch", info: "ok" } as const;
const RANK = { error: 0, warning: 1, info: 2 } as const;
/** More of one kind than a reader acts upon at once. */
const MOST = 5;

/** The report of an area of which every alarm has a finding: its verdict is the worst of theirs. */
export function reportOf(
  observations: readonly Observation[],
  { summary, figures }: Pick<AreaReport, "summary" | "figures">,
): AreaReport {
  const sorted = observations.toSorted((a, b) => RANK[a.level] - RANK[b.level]);
  const verdict: Verdict = VERDICTS[sorted[0]?.level ?? "info"];
  const findings = sorted.map((one) => ({ ...one, key: `${one.rule}:${one.object}` }));
  return { verdict, summary, figures, findings };
}

/** On Neon nobody may ALTER SYSTEM: what that would mend is told without it. */
export const mendable = (
  observations: readonly Observation[],
  { isNeon }: Pick<HealthContext, "isNeon">,
): readonly Observation[] =>
  isNeon
    ? observations.map(({ fix, ...one }) =>
        fix === undefined || fix.startsWith("ALTER SYSTEM") ? one : { ...one, fix },
      )
    : observations;

/** One observation for each of the worst that there is something to say of. */
export const worst = <T>(
  sick: readonly T[],
  by: (one: T) => number,
  tell: (one: T) => Observation | undefined,
): Observation[] =>
  sick
    .toSorted((a, b) => by(b) - by(a))
    .flatMap((one) => tell(one) ?? [])
    .slice(0, MOST);

/** Somebody else's name in our sentence. */
export const code = (name: string): string => `\`${identifier(name)}\``;

/** `4,000,000` */
export const grouped = (count: number | bigint): string =>
  (typeof count === "bigint" ? count : Math.round(count)).toLocaleString("en-US");

/** To the second, UTC: `2026-11-21T21:51:03Z`. */
export const moment = (at: string | Date): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
