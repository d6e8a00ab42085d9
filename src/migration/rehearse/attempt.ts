import type { Plan } from "../../core/migration.ts";
import type { Call } from "../../core/tool.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { LaterSchema } from "../../schema/rows/bounds.ts";
import { fillTables } from "../../schema/rows/fill.ts";
import { readTargetCatalog } from "../catalog.ts";
import { printed } from "../plan/alteration.ts";
import { tablesOfChance } from "./chance.ts";
import { keptColumns } from "./kept-columns.ts";
import { readOldApplication } from "./old-application.ts";
import type { Place, Places } from "./place.ts";
import { emptyFindings, type Findings } from "./report.ts";
import { Stopped } from "./run-steps.ts";
import type { State } from "./state.ts";
import { walkThrough } from "./walk.ts";

/** What is rehearsed, where, and with how much. */
export interface Rehearsing {
  readonly plan: Plan;
  readonly places: Places;
  readonly on: Place["on"];
  readonly call: Call;
  readonly rows: number;
  readonly writesPerPhase: number | undefined;
}

/** What the synthetic rows of a shadow fit beside its schema. */
export interface Filling {
  readonly later?: LaterSchema | undefined;
  readonly strict?: boolean;
  /** Tables that stay as empty as they are on the target. */
  readonly empty?: readonly string[];
}

export interface Attempt {
  readonly findings: Findings;
  /** Of the copy's schema, which is the target's unless the copy lacks something. */
  readonly begin: string;
  /** `server_version_num` of the copy. */
  readonly version: number;
  /** Undefined where a step did not come to its end. */
  readonly end: State | undefined;
  readonly branch: string | undefined;
}

/** Goes through the plan on a copy, alone; and on another one, under traffic, where `writesPerPhase` says how much. */
export async function attempt(rehearsing: Rehearsing, filling: Filling): Promise<Attempt> {
  const { plan, call, writesPerPhase } = rehearsing;
  const findings = emptyFindings();
  await using prepared = await prepare(rehearsing, filling, findings);
  const { place, before } = prepared;
  const old = await readOldApplication(place.session, before, plan.old_statements);
  const kept = await keptColumns(plan);
  for (const [table, columns] of kept)
    findings.notes.push(
      `${[...columns].join(", ")} of ${table} keeps what the backfill gives it, as the plan says under irreversible.`,
    );
  const chance = await tablesOfChance(place.session, plan);
  if (chance.size > 0)
    findings.notes.push(
      `What ${[...chance].join(", ")} gets is another value each time, so after the second run its rows were only counted.`,
    );
  const end = await walkThrough({ plan, place, old, call, findings, kept, chance }).catch(
    (error: unknown) => {
      if (error instanceof Stopped) return undefined;
      throw error;
    },
  );
  if (end !== undefined) checkEnd(plan, place, end, findings);
  if (writesPerPhase !== undefined && end !== undefined && findings.failures.length === 0)
    await addTraffic(rehearsing, filling, findings, end.catalog, writesPerPhase);
  const begin = fingerprint(before);
  return { findings, begin, version: place.session.version, end, branch: place.branch };
}

/** On a copy of its own, because the first one is at the end of the plan, and not every plan leads back. */
async function addTraffic(
  rehearsing: Rehearsing,
  filling: Filling,
  findings: Findings,
  after: Catalog,
  writesPerPhase: number,
): Promise<void> {
  const { plan, call } = rehearsing;
  const { driveThroughTraffic } = await import("./traffic/drive.ts");
  // applications write what they read: no NULL into what takes none any more
  await using prepared = await prepare(rehearsing, { ...filling, strict: true }, emptyFindings());
  const { place, before } = prepared;
  const old = await readOldApplication(place.session, before, plan.old_statements);
  const options = { plan, place, old, call, findings, after, writesPerPhase };
  findings.traffic = await driveThroughTraffic(options);
}

interface Prepared extends AsyncDisposable {
  readonly place: Place;
  readonly before: Catalog;
}

/** A copy with rows. */
async function prepare(
  { on, places, call, rows }: Rehearsing,
  { later, strict = false, empty = [] }: Filling,
  { notes }: Findings,
): Promise<Prepared> {
  const { signal } = call;
  const place = await places.open(on);
  const dispose = (): PromiseLike<void> => place[Symbol.asyncDispose]();
  try {
    const before = await readTargetCatalog(place.session);
    const { missing } = place;
    if (missing.length > 0)
      notes.push(
        `The shadow lacks ${missing.slice(0, 5).join(", ")}: rehearse on a branch as well.`,
      );
    if (on === "shadow") {
      call.progress(0, `Filling ${before.tables.length} tables`);
      const options = {
        rows,
        strict,
        signal,
        ...(later && { later: later.catalog, laterBounds: later.bounds }),
      };
      for (const { table, reason } of await fillTables(place.session, before, options))
        if (reason !== undefined) notes.push(`${table} has no rows in this rehearsal: ${reason}`);
      const emptied = before.tables.map(printed).filter((table) => empty.includes(table));
      if (emptied.length > 0) await place.session.query(`truncate ${emptied.join(", ")} cascade`);
    }
    return { place, before, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The plan says how the schema will be. A shadow that lacks something cannot be equal. */
function checkEnd(plan: Plan, { missing }: Place, end: State, { failures }: Findings): void {
  if (end.fingerprint === plan.fingerprint_after || missing.length > 0) return;
  failures.push({
    what: "the schema at the end is not the one that the plan promises",
    change:
      "Call plan_migration again: the plan was made by another version, or its steps were changed.",
  });
}
