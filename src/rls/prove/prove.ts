import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Target } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Intent } from "../intent.ts";
import type { FailedCell, RlsProof } from "../proof.ts";
import { resolveIntent } from "../resolve.ts";
import type { ResolvedIntent } from "../resolved.ts";
import { holds, printExpected, printGot } from "./cells/cell.ts";
import { openPlace, type Origin, type Place } from "./place.ts";
import { makeCells, runCells, withoutUnfit, type Ran } from "./run-cells.ts";
import { prepareTrials } from "./try.ts";
import { buildWorld } from "./world/build.ts";

export interface ProofRequest {
  readonly intent: Intent;
  readonly origin: Origin;
}

export interface Proven extends RlsProof {
  readonly target: Target;
  readonly notes: readonly string[];
  readonly duration_ms: number;
}

/**
 * Tries everything that the intent allows and everything that it does not on a schema with its policies, as the roles that will, and
 * compares what Postgres does with what the intent says. Errors: INVALID_INPUT for an intent that does not fit the schema, and those of
 * `openPlace`.
 */
export async function proveIntent(deps: Deps, request: ProofRequest, call: Call): Promise<Proven> {
  const started = performance.now();
  await using place = await openPlace(request.origin, deps, call);
  const { session } = place;
  const catalog = await readCatalog(session);
  const intent = resolveIntent(request.intent, catalog);
  const roles = await takeRoles(place, intent);
  call.progress(0, "Making rows of two tenants");
  const built = await buildWorld(session, intent, catalog, call.signal);
  const tables = makeCells(intent, catalog, built, roles, place.on === "branch");
  await using fresh = await place.connect();
  await copyPath(session, fresh);
  await prepareTrials(session);
  await prepareTrials(fresh);
  const all = await runCells(session, fresh, tables, call);
  const { ran, unfit } = await withoutUnfit(session, tables, all, roles.session);
  const failed = failures(ran);
  const bypasses: Finding[] = [];
  return {
    target: place.target,
    passed: failed.length === 0 && bypasses.every(({ level }) => level !== "error"),
    cells: ran.length,
    failed,
    mutations: { total: 0, caught: 0, survived: [] },
    bypasses,
    plans: [],
    pgtap: "",
    notes: [
      ...built.notes,
      ...place.missing.map((object) => `not copied: ${object}`),
      ...(unfit > 0
        ? [`${unfit} cells could not be tried: the schema itself refuses the row`]
        : []),
    ],
    duration_ms: Math.round(performance.now() - started),
  };
}

const failures = (ran: readonly Ran[]): FailedCell[] =>
  ran
    .filter(({ cell, text }) => !holds(cell, text))
    .map(({ cell, text }) => ({
      table: cell.table,
      role: cell.role,
      actor: cell.actor.name,
      verb: cell.verb,
      expected: printExpected(cell),
      got: printGot(cell, text),
    }));

interface TakenRoles {
  readonly stranger: string;
  readonly owner: string | undefined;
  readonly session: string;
}

/** The roles of the intent are there, and the session may act as each of them. */
async function takeRoles(place: Place, intent: ResolvedIntent): Promise<TakenRoles> {
  const { session } = place;
  const [row] = await session.query<{ name: string; owner: boolean; stranger: string }>(
    `select current_user::text as name, not (rolsuper or rolbypassrls) as owner,
            'neon_dba_stranger_' || pg_catalog.left(pg_catalog.md5(pg_catalog.current_database()), 12) as stranger
     from pg_catalog.pg_roles where rolname = current_user`,
  );
  const stranger = row?.stranger ?? "";
  const named = [intent.applicationRole, ...intent.adminRoles, stranger];
  for (const role of named) {
    const [known] = await session.query("select from pg_catalog.pg_roles where rolname = $1", [
      role,
    ]);
    if (known === undefined) await session.query(`create role ${quoteIdentifier(role)} nologin`);
  }
  await place.adopt(named);
  const name = row?.name ?? "";
  return { stranger, owner: row?.owner === true ? name : undefined, session: name };
}

/** Names in functions are looked up alike. */
async function copyPath(from: Session, to: Session): Promise<void> {
  const [row] = await from.query<{ path: string }>(
    "select pg_catalog.current_setting('search_path') as path",
  );
  await to.query("select pg_catalog.set_config('search_path', $1, false)", [row?.path ?? "public"]);
}
