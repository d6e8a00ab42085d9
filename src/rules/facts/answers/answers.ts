import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { readChecks, type CheckFacts } from "./checks.ts";
import { readDefaults, type DefaultFacts } from "./defaults.ts";
import { readKeywords, type Keywords } from "./keywords.ts";
import { readLeakyKeys } from "./leaky-keys.ts";
import { readPartitions, type PartitionFacts } from "./partitions.ts";
import { readPinned } from "./pinned.ts";
import { readRoutines, type RoutineFacts } from "./routines.ts";
import { readTriggers, type TriggerFacts } from "./triggers.ts";
import { readViews, type ViewFacts } from "./views.ts";

/** What Postgres and its parser say of expressions, queries and bodies, which the catalogue has as text. Names are qualified and quoted. */
export interface Answers {
  /** By `table.constraint`. */
  readonly checks: ReadonlyMap<string, CheckFacts>;
  /** By `table.column`. */
  readonly defaults: ReadonlyMap<string, DefaultFacts>;
  /** By qualified name of an index under row-level security: positions of keys, from 1, that no condition of an application reaches. */
  readonly leakyKeys: ReadonlyMap<string, readonly number[]>;
  /** Columns, `table.column`, whose type cannot be changed as if nothing hung on it. */
  readonly pinned: ReadonlySet<string>;
  /** By partitioned table, of those by range or list. */
  readonly partitions: ReadonlyMap<string, PartitionFacts>;
  /** By signature, of bodies that can be read. */
  readonly routines: ReadonlyMap<string, RoutineFacts>;
  /** By `table.trigger`; copies on partitions are left out. */
  readonly triggers: ReadonlyMap<string, TriggerFacts>;
  readonly keywords: Keywords;
  /** By view. */
  readonly views: ReadonlyMap<string, ViewFacts>;
}

/** Asks within the caller's transaction, whose search path is empty. Nothing but functions of Postgres is executed. */
export async function readAnswers(
  session: Session,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Answers> {
  const triggers = await readTriggers(catalog);
  const checks = await readChecks(session, catalog, signal);
  return {
    checks,
    triggers,
    defaults: await readDefaults(session, catalog, signal),
    keywords: await readKeywords(session),
    leakyKeys: await readLeakyKeys(session),
    pinned: await readPinned(session),
    partitions: await readPartitions(session, catalog, signal),
    routines: await readRoutines(session, catalog, triggers),
    views: await readViews(catalog),
  };
}
