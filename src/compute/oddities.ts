import { suspendSeconds } from "../core/compute.ts";
import type { Compute } from "../core/manage/computes.ts";
import { dollars, type Price } from "./price.ts";
import type { OpenSessions } from "./sessions.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Looked {
  readonly compute: Compute;
  readonly sessions: OpenSessions | undefined;
  readonly price: Price;
}

/** What is worth a question about a compute, with its figure: it costs without being used, or cannot be reached. */
export function oddities({ compute, sessions, price }: Looked, now = Date.now()): string[] {
  const idleMs = idleFor(compute, now);
  const isRunning = compute.state === "active";
  const nobody = sessions?.total === 0;
  const wasted = dollars(price.per_hour[0] * 24);
  return [
    ...(compute.isDisabled
      ? ['Disabled: it takes no connections; configure_compute "start" enables it.']
      : []),
    ...(suspendSeconds(compute) < 0 && isRunning && idleMs > DAY
      ? [`Never suspends, and nobody was active for ${days(idleMs)}: at least ${wasted} a day.`]
      : []),
    ...(suspendSeconds(compute) > 3_600 && isRunning && idleMs > HOUR
      ? [`Stays awake for ${Math.round(suspendSeconds(compute) / 3_600)} h after the last use.`]
      : []),
    ...(compute.minCu === compute.maxCu && compute.minCu >= 1 && isRunning && nobody
      ? [`Fixed at ${compute.maxCu} CU with nobody connected: min_cu 0.25 lets it shrink.`]
      : []),
    ...(compute.kind === "read_only" && idleMs > 7 * DAY
      ? [`A replica that nobody asked for ${days(idleMs)}.`]
      : []),
    ...(compute.kind === "read_only" && isRunning && nobody && suspendSeconds(compute) < 0
      ? ["A replica that never suspends, with nobody connected."]
      : []),
  ];
}

/** Since its last use; of one that Neon tells none of, nothing is said. */
const idleFor = ({ lastActiveAt }: Compute, now: number): number =>
  lastActiveAt === undefined ? 0 : now - Date.parse(lastActiveAt);

const days = (ms: number): string =>
  ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`;
