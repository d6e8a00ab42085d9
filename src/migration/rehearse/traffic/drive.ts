import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../../core/errors.ts";
import type { Phase, Step } from "../../../core/migration.ts";
import { qualified } from "../../../sql/quote.ts";
import { readTargetCatalog } from "../../catalog.ts";
import { runStep } from "../../run/run-step.ts";
import type { Direction } from "../../run/step-run.ts";
import { failureOf } from "../failure-of.ts";
import type { TrafficReport } from "../report.ts";
import { Stopped } from "../run-steps.ts";
import { verify } from "../verify.ts";
import { acknowledgedWrites } from "./acknowledged.ts";
import { commonOf, withLaterKeys } from "./catalogs.ts";
import { startCrowd } from "./crowd.ts";
import { reportTraffic } from "./findings.ts";
import { touchedTables } from "./table.ts";
import type { Traffic, TrafficOptions, Version } from "./traffic.ts";

/** Tries of a step that does not get its locks. */
const ATTEMPTS = 10;
/** Where there are few rows, a backfill goes on for a while. */
const BATCH = 64;
const PAUSE_MS = 20;
/** A crowd that writes nothing for so long is not waited for. */
const IDLE_MS = 3_000;

/**
 * Goes forward, back and forward again while the old application reads and writes, and the new one after the switch. Every write that was
 * confirmed has to be there when a phase ends, and when everything was taken back.
 */
export async function driveThroughTraffic(options: TrafficOptions): Promise<TrafficReport> {
  const { plan, place, findings } = options;
  const before = await readTargetCatalog(place.session);
  const traffic: Traffic = {
    ...options,
    before,
    acknowledged: acknowledgedWrites(),
    timings: [],
    steps: [],
    errors: { old: [], new: [] },
    crowds: new Map(),
    keys: new Map(),
  };
  let lost = 0;
  try {
    await begin(traffic, "old");
    if (traffic.crowds.get("old")?.tables.length === 0) {
      findings.notes.push(
        "No table that the plan touches has a key and rows, so there was no traffic.",
      );
      return { writes: 0, lost: 0, longest_ms: 0 };
    }
    await settle(traffic, async () => {
      await traffic.acknowledged.settle(place.session, before);
      await traffic.acknowledged.follow(place.session, traffic.keys);
    });
    const steps = plan.phases.flatMap((phase) => phase.steps);
    const oneWay = steps.findIndex(({ irreversible }) => irreversible === true);
    const count = oneWay === -1 ? steps.length : oneWay;
    if (count > 0) {
      await goForward(traffic, count);
      await goBack(traffic, count);
    }
    await goForward(traffic, steps.length);
  } catch (error) {
    if (!(error instanceof LostWrites)) {
      if (!(error instanceof Stopped)) throw error;
    } else lost = error.count;
  } finally {
    await end(traffic, "old");
    await end(traffic, "new");
  }
  return reportTraffic(traffic, lost);
}

class LostWrites extends Error {
  override readonly name = "LostWrites";
  readonly count: number;

  constructor(count: number) {
    super(`${count} writes are lost`);
    this.count = count;
  }
}

async function begin(traffic: Traffic, version: Version): Promise<void> {
  const { place, before, plan, old, crowds, keys, acknowledged, timings, errors } = traffic;
  if (crowds.has(version)) return;
  await acknowledged.follow(place.session, keys);
  const catalog =
    version === "old"
      ? withLaterKeys(before, traffic.after)
      : commonOf(await readTargetCatalog(place.session), traffic.after);
  const touched = touchedTables(plan, before);
  const known = new Set(before.tables.map(({ schema, name }) => qualified(schema, name)));
  const fresh = catalog.tables
    .map(({ schema, name }) => qualified(schema, name))
    .filter((name) => !known.has(name));
  crowds.set(
    version,
    await startCrowd({
      place,
      catalog,
      tables: new Set([...touched, ...fresh]),
      statements: version === "old" ? old : [],
      watch: { acknowledged, timings, errors: errors[version] },
      keys,
      version,
    }),
  );
}

async function end({ crowds }: Traffic, version: Version): Promise<void> {
  await crowds.get(version)?.[Symbol.asyncDispose]();
  crowds.delete(version);
}

/** Lets the applications write for a while, then has them pause for the work. */
async function settle(
  { crowds, writesPerPhase, call }: Traffic,
  work: () => Promise<void>,
): Promise<void> {
  for (const crowd of crowds.values()) {
    const enough = crowd.writes + writesPerPhase;
    let [last, since] = [crowd.writes, performance.now()];
    while (crowd.writes < enough && performance.now() - since < IDLE_MS) {
      call.signal.throwIfAborted();
      await sleep(5);
      if (crowd.writes !== last) [last, since] = [crowd.writes, performance.now()];
    }
  }
  for (const crowd of crowds.values()) await crowd.pause();
  await work();
  for (const crowd of crowds.values()) crowd.resume();
}

async function goForward(traffic: Traffic, count: number): Promise<void> {
  const { plan, place, findings } = traffic;
  let [left, switched] = [count, false];
  await begin(traffic, "old");
  for (const phase of plan.phases) {
    if (left === 0 && phase.steps.length > 0) break;
    if (phase.old_application === "breaks") await end(traffic, "old");
    for (const step of phase.steps.slice(0, left)) await run(traffic, step, "forward");
    left -= phase.steps.length;
    if (left < 0) break;
    switched ||= phase.name === "switch" || phase.old_application === "breaks";
    if (switched) await begin(traffic, "new");
    await settle(traffic, async () => {
      for (const { failure } of await verify(place.session, phase.name, phase.verification))
        if (failure !== undefined)
          findings.failures.push({
            ...failure,
            what: `under traffic ${failure.what}`,
            change:
              "Have a trigger carry over what is written meanwhile, from before the backfill on.",
          });
      await find(traffic, { phase: phase.name });
    });
  }
}

async function goBack(traffic: Traffic, count: number): Promise<void> {
  const { plan, call } = traffic;
  await end(traffic, "new");
  let first = plan.phases.reduce((sum, { steps }) => sum + steps.length, 0);
  for (const phase of plan.phases.toReversed()) {
    first -= phase.steps.length;
    const done = phase.steps.slice(0, Math.max(0, count - first));
    if (done.length > 0 && phase.old_application === "works") await begin(traffic, "old");
    for (const step of done.toReversed()) {
      call.signal.throwIfAborted();
      await run(traffic, step, "back");
    }
  }
  await begin(traffic, "old");
  traffic.acknowledged.keep(traffic.before);
  await settle(traffic, () => find(traffic, {}));
}

/** Writes that are lost now. */
async function find(
  { acknowledged, place, findings, keys }: Traffic,
  where: { readonly phase?: Phase["name"] },
): Promise<void> {
  await acknowledged.follow(place.session, keys);
  const lost = await acknowledged.lost(place.session, await readTargetCatalog(place.session));
  if (lost.length === 0) return;
  findings.failures.push({
    ...where,
    what: `${lost.length} writes are lost that were confirmed${where.phase === undefined ? " before, or while, the plan was taken back" : ""}`,
    change:
      "Have a trigger carry over what is written meanwhile, in both directions until the phase contract.",
    quoted: lost
      .slice(0, 3)
      .map(({ table, what }) => `${table}: ${what}`)
      .join("\n"),
  });
  throw new LostWrites(lost.length);
}

async function run(traffic: Traffic, step: Step, direction: Direction): Promise<void> {
  const { plan, place, call, findings, steps, crowds } = traffic;
  const from = performance.now();
  for (const crowd of crowds.values()) crowd.spare(true);
  call.progress(steps.length, `${step.id} ${direction} under traffic`);
  const batch = step.batch;
  const gentle =
    batch === undefined
      ? step
      : {
          ...step,
          batch: {
            ...batch,
            size: place.on === "shadow" ? BATCH : batch.size,
            pause_ms: Math.min(batch.pause_ms, PAUSE_MS),
          },
        };
  try {
    await runStep(place.session, gentle, direction, {
      signal: call.signal,
      progress: () => {},
      lockTimeoutMs: plan.lock_timeout_ms,
      attempts: ATTEMPTS,
      connect: () => place.connect(),
    });
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    findings.failures.push(failureOf(step, direction, error, true));
    throw new Stopped(step.id);
  } finally {
    steps.push({ step: step.id, from, to: performance.now() });
    for (const crowd of crowds.values()) crowd.spare(false);
  }
}
