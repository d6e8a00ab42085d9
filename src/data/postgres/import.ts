import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { ImportRequest, ImportResult } from "../import-result.ts";
import { closeAll, openAll, type Sessions } from "../sessions.ts";
import { withSnapshot, type Snapshot } from "../snapshot.ts";
import { compareSnapshots } from "../verify/verify-data.ts";
import { beginAgain } from "./begin-again.ts";
import { copyRows } from "./copy-rows.ts";
import { fitToTarget, rowsOnly, rowsOnlyId } from "./existing.ts";
import { analyze, giveAccess, runSteps, type Refused } from "./finish.ts";
import { endLedger, forgetRows, lockImport, readLedger, rowsOf, type Ledger } from "./ledger.ts";
import { planImport, type ImportPlan } from "./plan.ts";
import { prepare } from "./prepare.ts";
import { proveHalves } from "./prove.ts";
import { readRequest, type PostgresRequest } from "./request.ts";
import { plannedResult, resultOf } from "./result.ts";
import { setSequences } from "./set-sequences.ts";
import { change } from "./transaction.ts";

/** Sessions of each side; what copies waits for the slower of the two. */
const WIDTH = 3;

/**
 * Imports the database of an environment variable: what rows need first, then rows, as parts by COPY from one snapshot, then keys,
 * indexes and all else, and at last the proof that both sides are equal. The source is only read. Every part and every step is one
 * transaction with its row in a ledger on the target, so that the same call goes on after a crash.
 * Errors: those of sessions, INVALID_INPUT where the target has the tables already, UNSUPPORTED with what stands against it.
 */
export async function importPostgres(
  request: ImportRequest,
  deps: Pick<Deps, "session" | "external" | "shadow">,
  call: Call,
  { partBlocks }: { readonly partBlocks?: number | undefined } = {},
): Promise<ImportResult> {
  const began = performance.now();
  const wanted = readRequest(request);
  const target = TargetInput.parse(request.target ?? {});
  const { signal } = call;
  const intent = request.dry_run ? "read" : "write";
  const targets = await openAll(
    () => deps.session({ target, intent, connection: "direct", atOnce: WIDTH, signal }),
    WIDTH,
  );
  try {
    const { variable, database } = wanted;
    const sources = await openAll(
      () => deps.external({ variable, database, atOnce: WIDTH, signal }),
      WIDTH,
    );
    try {
      return await withSnapshot(sources, async (snapshot) => {
        call.progress(0, "reading the source's schema");
        const plan = await planImport(wanted, snapshot.leader, targets[0], partBlocks);
        const at = { wanted, asked: target, plan, snapshot, targets, call, began };
        return request.dry_run ? await dryRun(at, deps) : await carryOut(at, deps);
      });
    } finally {
      await closeAll(sources);
    }
  } finally {
    await closeAll(targets);
  }
}

interface At {
  readonly asked: TargetInput;
  readonly wanted: PostgresRequest;
  readonly plan: ImportPlan;
  readonly snapshot: Snapshot;
  readonly targets: Sessions;
  readonly call: Call;
  readonly began: number;
}

async function dryRun(at: At, deps: Pick<Deps, "shadow">): Promise<ImportResult> {
  const { targets, call, wanted, asked, began } = at;
  const known = await readKnown(targets[0], at.plan);
  const { ledger } = known;
  const fitted =
    ledger === undefined ? await fitToTarget(targets[0], known.plan).catch(messageOf) : known.plan;
  const existing = typeof fitted === "string" ? fitted : undefined;
  const plan = typeof fitted === "string" ? known.plan : fitted;
  const proof = plan.existing ? undefined : await proveHalves(plan, deps, call.signal);
  const { target } = targets[0];
  return plannedResult({ plan, proof, existing, ledger, wanted, asked, target, began });
}

/** What an earlier call began, with the plan that it had: into tables that it made, or that were there. */
async function readKnown(
  session: Session,
  plan: ImportPlan,
): Promise<{ plan: ImportPlan; ledger: Ledger | undefined }> {
  const ledger = await readLedger(session, plan.id);
  if (ledger !== undefined) return { plan, ledger };
  const other = await readLedger(session, rowsOnlyId(plan));
  return other === undefined ? { plan, ledger } : { plan: rowsOnly(plan), ledger: other };
}

function messageOf(error: unknown): string {
  if (error instanceof ToolError) return `${error.message} ${error.next}`;
  throw error;
}

async function carryOut(at: At, deps: Pick<Deps, "shadow">): Promise<ImportResult> {
  const { snapshot, targets, call, wanted, asked, began } = at;
  const [first] = targets;
  if (at.plan.blockers.length > 0) throw blocked(at.plan.blockers);
  await lock(first, call.signal);
  const now = await snapshotText(snapshot.leader);
  const before = await readKnown(first, at.plan);
  const { ledger: known } = before;
  const plan = known === undefined ? await fitToTarget(first, before.plan) : before.plan;
  const refused: Refused[] = [];
  let ledger: Ledger;
  if (known === undefined) {
    if (!plan.existing) {
      const proof = await proveHalves(plan, deps, call.signal);
      if (proof.fatal.length > 0) throw unproven(proof.fatal);
    }
    const prepared = await prepare(first, plan, { source: wanted.variable, snapshot: now });
    ({ ledger } = prepared);
    refused.push(...prepared.refused);
  } else {
    ledger = await takeUp(known, {
      session: first,
      plan,
      now,
      consistent: wanted.consistent,
      call,
    });
  }
  const { id } = plan;
  const rows = await copyRows(ledger.parts, {
    id,
    source: snapshot,
    target: targets,
    columns: plan.columns,
    call,
  });
  refused.push(
    ...(await runSteps(plan.halves.after, { id, done: ledger.steps, target: targets, call })),
  );
  refused.push(...(await giveAccess(first, plan.access)));
  const finishedAt = ledger.endedAt;
  const sequences =
    wanted.rows && finishedAt === null ? await setSequences(snapshot, first, plan) : 0;
  const unread = await analyze(targets, [...plan.columns.keys()], call);
  if (finishedAt === null) await change(first, () => endLedger(first, id));
  const copied = await readLedger(first, id);
  const verified = wanted.rows
    ? await withSnapshot(targets, (right) =>
        compareSnapshots({ left: snapshot, right, tables: plan.only }, call),
      )
    : undefined;
  return resultOf({
    plan,
    refused: [...refused, ...unread],
    sequences,
    rows,
    resumed: known !== undefined && finishedAt === null ? rowsOf(ledger) : undefined,
    finishedAt,
    verified,
    wanted,
    asked,
    began,
    parts: copied?.parts ?? [],
    moved: known !== undefined && finishedAt === null && known.snapshot !== now,
    target: first.target,
  });
}

/** The backend of a call that was killed notices it after a moment. */
async function lock(session: Session, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if (await lockImport(session)) return;
    await sleep(500, undefined, { signal });
  }
  throw busy();
}

/**
 * Goes on with what another call left. Where the source may have changed since, tables that are half done are begun again; with
 * `consistent` all of them are.
 */
async function takeUp(
  known: Ledger,
  { session, plan, now, consistent, call }: TakeUp,
): Promise<Ledger> {
  const tables = new Set(known.parts.map(({ table }) => table));
  const partly = [...tables].filter((table) => {
    const parts = known.parts.filter((part) => part.table === table);
    const done = parts.filter(({ rows }) => rows !== null);
    return done.length > 0 && (consistent || done.length < parts.length);
  });
  if (known.snapshot === now || partly.length === 0) return known;
  if (known.steps.size > 0 || known.endedAt !== null) {
    // keys and triggers are there, which rows that come again would meet, or applications wrote since it was over
    if (!consistent) return known;
    await beginAgain(session, plan, now, call);
  } else
    await change(session, async () => {
      for (const table of partly) await session.query(`truncate only ${table}`);
      await forgetRows(session, known.id, { tables: partly, snapshot: now });
    });
  return (await readLedger(session, known.id)) ?? known;
}

interface TakeUp {
  readonly session: Session;
  readonly plan: ImportPlan;
  readonly now: string;
  readonly consistent: boolean;
  readonly call: Call;
}

/** Which transactions had ended: where two moments say the same, nothing was written between them. */
async function snapshotText(session: Session): Promise<string> {
  const call = session.version < 130_000 ? "txid_current_snapshot" : "pg_current_snapshot";
  const [row] = await session.query<{ snapshot: string }>(
    `select pg_catalog.${call}()::text as snapshot`,
  );
  return row?.snapshot ?? "";
}

const blocked = (blockers: readonly string[]): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    `Not begun: ${blockers.slice(0, 5).join(" ")}`,
    "Remove what stands against it on the source, or connect there as a user who may read everything (BYPASSRLS where a policy hides rows); `dry_run` lists all.",
  );

const unproven = (fatal: readonly string[]): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    "Not begun: a shadow database refused tables of this schema.",
    "Have a look at `dry_run`; pg_dump and pg_restore carry what this cannot.",
    { quoted: fatal.slice(0, 5).join("\n") },
  );

const busy = (): ToolError =>
  new ToolError(
    "LOCK_TIMEOUT",
    "Another import is at work on this database, or was a moment ago.",
    "Repeat this call when it has ended; what it has done is not done again.",
  );
