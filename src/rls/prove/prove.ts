import type { Deps } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";
import type { Target } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import type { Intent } from "../intent.ts";
import type { RlsProof } from "../proof.ts";
import { resolveIntent } from "../resolve.ts";
import { examine, type Stage } from "./examine.ts";
import { matrixOf, matrixText } from "./matrix.ts";
import { runMutations } from "./mutations/run.ts";
import { checkPlans } from "./plans.ts";
import { tryOverWire } from "./over-wire.ts";
import { proofPicture } from "./picture.ts";
import { openPlace, type Origin } from "./place.ts";
import { pgtapScript } from "./pgtap.ts";
import { takeRoles } from "./take-roles.ts";
import { prepareTrials } from "./try.ts";
import { buildWorld } from "./world/build.ts";

export interface ProofRequest {
  readonly intent: Intent;
  readonly origin: Origin;
  /** Of the script for pg_prove; default 14,000, so that a result has room for it. */
  readonly pgtapCharacters?: number;
  /** After so long no further table is filled with 100,000 rows a tenant; default 4,000. */
  readonly planBudgetMs?: number;
}

export interface Proven extends RlsProof {
  readonly target: Target;
  /** Tables by actors, as text. */
  readonly matrix: string;
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
  await using place = await openPlace(request.origin, request.intent, deps, call);
  const { session } = place;
  const catalog = await readCatalog(session);
  const intent = resolveIntent(request.intent, catalog);
  const taken = await takeRoles(place, intent);
  call.progress(0, "Making rows of two tenants");
  const built = await buildWorld(session, intent, catalog, call.signal);
  await using fresh = await place.connect();
  await copyPath(session, fresh);
  await prepareTrials(session);
  await prepareTrials(fresh);
  const shared = place.on === "branch";
  const stage: Stage = {
    session,
    fresh,
    intent,
    built,
    taken,
    roles: await place.roles(),
    shared,
  };
  const { scene, cells, unfit, failed, bypasses } = await examine(stage, catalog, call);
  const wire = await tryOverWire(fresh, scene);
  const mutations = await runMutations(scene, taken, call);
  const proof: RlsProof = {
    passed:
      failed.length + wire.failed.length === 0 && bypasses.every(({ level }) => level !== "error"),
    cells: cells + wire.tried,
    failed: [...failed, ...wire.failed],
    mutations,
    bypasses: [...bypasses],
    plans: await checkPlans(scene, call, request.planBudgetMs ?? 4_000),
    pgtap: await pgtapScript(session, intent, catalog, built, {
      characters: request.pgtapCharacters ?? 14_000,
    }),
  };
  call.draw?.(proofPicture(proof, scene.ran, { ...taken, application: intent.applicationRole }));
  return {
    target: place.target,
    ...proof,
    matrix: matrixText(matrixOf(scene.ran, intent.applicationRole)),
    notes: [
      ...built.notes,
      ...(shared ? leftOut : []),
      ...place.missing.map((object) => `not copied: ${object}`),
      ...(unfit > 0
        ? [`${unfit} cells could not be tried: the schema itself refuses the row`]
        : []),
    ],
    duration_ms: Math.round(performance.now() - started),
  };
}

const leftOut = [
  "On a branch UPDATE and DELETE without WHERE are left out: they would meet the rows that are there.",
];

/** Names in functions are looked up alike. */
async function copyPath(from: Session, to: Session): Promise<void> {
  const [row] = await from.query<{ path: string }>(
    "select pg_catalog.current_setting('search_path') as path",
  );
  await to.query("select pg_catalog.set_config('search_path', $1, false)", [row?.path ?? "public"]);
}
