import type { Finding } from "../../../core/finding.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { keyOf, type WorldRow } from "../../oracle/world.ts";
import { nameOf } from "../place.ts";
import { tryAll, type Trial } from "../try.ts";
import { actorsOf, type Actor } from "../world/actors.ts";
import { hiddenFrom, loosened, refreshes, without, withoutJudges } from "./hide.ts";
import { functionProbes, viewProbes, type Probe } from "./probes.ts";
import { finding, type Scene, type WayRound } from "./scene.ts";

/**
 * What an actor gets through views, materialized views and functions must be the same in a world without the rows that the actor may not
 * see. Where it is another, something of those rows came through, whatever its form. Tried with an owner that policies apply to, and with
 * one that passes them over, as superusers and roles with BYPASSRLS do.
 */
export const interference: WayRound = async (scene) => {
  const { intent, built, catalog } = scene;
  if (
    catalog.views.length === 0 &&
    !catalog.routines.some(({ securityDefiner }) => securityDefiner)
  )
    return [];
  const actors = actorsOf(intent, built.cast);
  const tried = [actors[0], actors.find(({ name }) => name === "empty context")].filter(
    (actor) => actor !== undefined,
  );
  const types = await argumentTypes(scene);
  const leaks = new Map<
    string,
    { readonly probe: Probe; readonly actor: Actor; readonly bypass: boolean }
  >();
  for (const forced of ["forced", "not forced"] as const)
    for (const actor of tried) {
      const hidden = hiddenFrom(scene, actor);
      const probes = [...viewProbes(catalog), ...functionProbes(scene, types, hidden)];
      const found = await interfering(scene, probes, actor, hidden, forced);
      const keys = found.filter((probe) => givesKeys(scene, probe));
      const still = await interfering(
        scene,
        keys,
        actor,
        withoutJudges(scene, actor, hidden),
        forced,
      );
      for (const probe of found) {
        if (keys.includes(probe) && !still.some(({ object }) => object === probe.object)) continue;
        const key = `${probe.object} ${probe.what}`;
        if (!leaks.has(key)) leaks.set(key, { probe, actor, bypass: forced === "not forced" });
      }
    }
  return [...leaks.values()].map((leak) => leakFinding(scene, leak));
};

/** A function of a policy that returns one value for each row of a parent: with it, the policy judges the children. */
const givesKeys = ({ intent }: Scene, { routine, what }: Probe): boolean =>
  what === "shows" &&
  routine?.result?.startsWith("SETOF ") === true &&
  !/^SETOF (?:record|.*\.)/.test(routine.result) &&
  isInPolicy(intent, routine.name);

async function interfering(
  scene: Scene,
  probes: readonly Probe[],
  actor: Actor,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
  forced: "forced" | "not forced",
): Promise<readonly Probe[]> {
  if (probes.length === 0) return [];
  const { session, intent } = scene;
  const role = intent.applicationRole;
  const watch = watched(scene, hidden);
  const trials = probes.map(({ sql, reads }): Trial => ({ actor, role, sql, reads }));
  const base = loosened(scene, forced);
  const whole = await tryAll(session, trials, [...base, ...refreshes(scene)]);
  const less = await tryAll(session, trials, [
    ...base,
    ...without(scene, hidden),
    ...refreshes(scene),
  ]);
  // what a function does to hidden rows shows in the rows, not in its result
  const calls = probes
    .map((probe, at) => ({ probe, at }))
    .filter(({ probe }) => probe.kind === "function");
  const after = await tryAll(
    session,
    calls.map(({ probe }): Trial => ({
      actor,
      role,
      sql: probe.sql,
      reads: probe.reads === "count" ? "done" : "text",
      after: watch,
    })),
    base,
  );
  const count = [...hidden.values()].reduce((sum, rows) => sum + rows.length, 0);
  const changed = new Set(
    calls
      .filter((_, at) => after[at]?.startsWith("=") && after[at] !== `=${count}`)
      .map(({ at }) => at),
  );
  return probes.flatMap((probe, at) => {
    if (changed.has(at)) return [{ ...probe, what: "changes" as const }];
    const [a, b] = [whole[at] ?? "", less[at] ?? ""];
    // a refusal in either world says nothing of the rows, but that one is refused and the other is not does
    return outcome(a) === outcome(b) ? [] : [probe];
  });
}

const outcome = (text: string): string => (text.startsWith("!") ? text.slice(0, 6) : text);

/** Counts the hidden rows that are where they were. */
function watched(
  { built, intent }: Scene,
  hidden: ReadonlyMap<string, readonly WorldRow[]>,
): string[] {
  const open: string[] = [];
  const counts: string[] = [];
  for (const { table } of intent.tables) {
    const rows = hidden.get(keyOf(table)) ?? [];
    const known = built.tables.get(keyOf(table));
    if (rows.length === 0 || known === undefined) continue;
    if (table.rowSecurity.forced)
      open.push(`alter table ${nameOf(table)} no force row level security`);
    const same = rows.map(({ values }) => {
      const parts = table.columns
        .filter(({ type }) => !/^(?:json|xml)/.test(type))
        .map(({ name }) => {
          const value = values[name] ?? null;
          return value === null
            ? `${quoteIdentifier(name)} is null`
            : `${quoteIdentifier(name)}::text = ${quoteLiteral(value)}`;
        });
      return `(${parts.join(" and ")})`;
    });
    counts.push(`(select pg_catalog.count(*) from ${nameOf(table)} where ${same.join(" or ")})`);
  }
  return [...open, `select (${counts.join(" + ") || "0"})::text`];
}

/** By the name that `functionProbes` gives them. */
async function argumentTypes({
  session,
  catalog,
}: Scene): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await session.query<{ name: string; types: string[] }>(
    `select pg_catalog.format('%I.%I', n.nspname, p.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' as name,
            coalesce((select pg_catalog.json_agg(pg_catalog.format_type(t, null) order by i)
                      from unnest(p.proargtypes) with ordinality as a (t, i)), '[]') as types
     from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname = any ($1)`,
    [catalog.schemas.map(({ name }) => name)],
  );
  return new Map(rows.map(({ name, types }) => [name, types]));
}

function leakFinding(
  { intent }: Scene,
  {
    probe,
    actor,
    bypass,
  }: { readonly probe: Probe; readonly actor: Actor; readonly bypass: boolean },
): Finding {
  const { kind, object, what, routine } = probe;
  const who = bypass
    ? " where its owner is a superuser or has BYPASSRLS, as every role made in the Neon console"
    : "";
  const did = what === "shows" ? "depends on rows that" : "changes rows that";
  const message = `What it ${what} to \`${intent.applicationRole}\` with the context of ${actor.name} ${did} the intent keeps from it${who}.`;
  if (kind === "view")
    return finding(
      "view-runs-as-owner",
      "error",
      object,
      `${message} It runs with the rights of its owner: let it run with those of whoever asks.`,
      {
        fix: `alter view ${object} set (security_invoker = true)`,
      },
    );
  if (kind === "materialized view")
    return finding(
      "materialized-view",
      "error",
      object,
      `${message} A materialized view has the rows of everybody and no policies. Take the privileges away.`,
      {
        fix: `revoke all on ${object} from ${quoteIdentifier(intent.applicationRole)}, public`,
      },
    );
  const inPolicy =
    routine !== undefined && routine.result === "boolean" && isInPolicy(intent, routine.name);
  return finding(
    "definer-function",
    inPolicy ? "warning" : "error",
    object,
    `${message} It is SECURITY DEFINER: let it look at the context itself, or run as whoever calls.`,
    {
      fix: inPolicy
        ? `comment on function ${object} is 'tells of others'' memberships'`
        : `alter function ${object} security invoker`,
    },
  );
}

const isInPolicy = ({ tables }: Scene["intent"], name: string): boolean =>
  tables.some(({ table }) =>
    table.policies.some(({ using, check }) => `${using ?? ""} ${check ?? ""}`.includes(`${name}(`)),
  );
