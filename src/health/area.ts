import type { Deps } from "../core/deps.ts";
import type { Finding } from "../core/finding.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { Session } from "../core/session.ts";
import type { TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";

/** `watch`: somebody should look this week; `act`: now. */
export type Verdict = "ok" | "watch" | "act";

/** What every area may ask. */
export interface HealthContext {
  /**
   * In a read-only transaction of the area's own, whose statements end after seconds: a statement that fails is its last one. Areas that
   * are asked for by name are outside, because they may take long.
   */
  readonly session: Session;
  readonly target: TargetInput;
  readonly deps: Deps;
  readonly call: Call;
  /** What a statement may take, in milliseconds. */
  readonly sloMs: number;
  /** The compute that was asked; undefined where DATABASE_URL is served. */
  readonly compute: Compute | undefined;
  /** Names of the extensions that the database has, with their versions. */
  readonly extensions: ReadonlyMap<string, string>;
  /** When the server was started: what is counted in memory counts since then at most. */
  readonly startedAt: Date;
  /** Neon's, also where it is served by its DATABASE_URL: nobody may ALTER SYSTEM there, and pages come from its storage. */
  readonly isNeon: boolean;
  /** Whether the role may see other roles' sessions and statements (pg_read_all_stats). */
  readonly seesAll: boolean;
  /** 1. Times that make something old are multiplied with it: a scene has no ten minutes. */
  readonly timeScale: number;
}

/** A query for the user's monitor. It returns one row with one number, `value`. */
export interface Alert {
  /** A metric's name, as Prometheus takes it: `postgres_connections_used_ratio`. */
  readonly name: string;
  readonly sql: string;
  readonly watch: number;
  readonly act: number;
  /** `above` unless small is bad. */
  readonly direction?: "below";
  /** How long it has to hold, in seconds, before anybody is woken. */
  readonly forSeconds: number;
}

export interface AreaReport {
  readonly verdict: Verdict;
  /** One sentence with the figures that decide. */
  readonly summary: string;
  /** Units are in the names: `idle_in_transaction_seconds_max`, `dead_rows`, `hit_ratio`. `tree` is shown as it is, line by line. */
  readonly figures: Readonly<Record<string, number | string | null>>;
  /** The first one is what to do first. */
  readonly findings: readonly Finding[];
}

/** One thing that can be well or sick. A new one is a file in areas/ and a line in areas/index.ts. */
export interface Area {
  readonly name: string;
  /** Areas that cost time or a branch are looked at only when they are asked for by name. */
  readonly isAskedFor?: true;
  /** What it throws is the reason why it was skipped; the others are looked at all the same. */
  read(context: HealthContext): Promise<AreaReport>;
  readonly alerts: readonly Alert[];
}
