import type { FailedCell } from "../proof.ts";
import { firstSteps } from "./attacks/first-steps.ts";
import { forgedContexts } from "./attacks/forged-contexts.ts";
import type { Attack } from "./attacks/attack.ts";
import { outcomeOf, tryAll, type Trial } from "./try.ts";
import type { Scene } from "./ways-round/scene.ts";
import { actorsOf, type Actor } from "./world/actors.ts";
import { keySql } from "./world/identity.ts";

/** What was tried in two steps, and what more was seen than before. */
export interface Attacked {
  readonly tried: number;
  readonly failed: readonly FailedCell[];
}

/**
 * What policies hang on may be in the hands of the one whom they bind: other settings and claims than those of the intent, flags and ids
 * in one's own row, the table of members. Each is set to the other tenant's, and then everything is read again: nothing more may be seen.
 */
export async function tryAttacks(scene: Scene): Promise<Attacked> {
  const { session, intent, built } = scene;
  const [actor] = actorsOf(intent, built.cast);
  if (actor === undefined) return { tried: 0, failed: [] };
  const read = readAll(scene, actor);
  if (read === undefined) return { tried: 0, failed: [] };
  const attacks = [
    ...forgedContexts(scene, actor),
    ...(await firstSteps(scene)).map((step): Attack => ({ ...step, actor })),
  ];
  const role = intent.applicationRole;
  const trials = [{ verb: "", actor, before: [] }, ...attacks].map(
    ({ actor: who, before }): Trial => ({
      actor: who,
      role,
      before,
      sql: read.sql,
      reads: "text",
    }),
  );
  const [plain = "", ...texts] = await tryAll(session, trials);
  const base = linesOf(plain);
  const failed = attacks.flatMap(({ verb, actor: who }, at): FailedCell[] => {
    const more = [...linesOf(texts[at] ?? "")].filter((line) => !base.has(line));
    const tables = [...new Set(more.map((line) => Number(line.slice(0, line.indexOf(":")))))];
    return tables.map((index) => {
      const rows = more.filter((line) => line.startsWith(`${index}:`));
      return {
        table: read.tables[index] ?? "",
        role,
        actor: who.name,
        verb,
        expected: "no more rows than before",
        got: `${rows.length} more (${rows
          .slice(0, 2)
          .map((line) => line.slice(line.indexOf(":") + 1))
          .join(", ")})`,
      };
    });
  });
  return { tried: attacks.length, failed };
}

function linesOf(text: string): ReadonlySet<string> {
  const outcome = outcomeOf(text);
  return new Set(outcome.kind === "error" ? [] : outcome.text.split("\n").filter(Boolean));
}

const ALIAS = "neon_dba_t";

/** One query of all keys that the actor sees, of the tables that may be selected at all. */
function readAll(
  scene: Scene,
  actor: Actor,
): { readonly sql: string; readonly tables: readonly string[] } | undefined {
  const { tables, ran, intent } = scene;
  const open = tables.filter(({ ground }) =>
    ran.some(({ cell, text }) =>
      cell.actor === actor ||
      (cell.actor.name === actor.name && cell.role === intent.applicationRole)
        ? cell.table === ground.rows.name && cell.verb === "select" && text.startsWith("=")
        : false,
    ),
  );
  if (open.length === 0) return undefined;
  const parts = open.map(
    ({ ground }, at) =>
      `select '${at}:' || ${keySql(ground.rows.identity, ALIAS)} as k from ${ground.rows.name} ${ALIAS}${ground.shared ? ` where ${ground.sql.where(ground.rows.rows)}` : ""}`,
  );
  return {
    sql: `select pg_catalog.string_agg(k, E'\\n') from (${parts.join(" union all ")}) u`,
    tables: open.map(({ ground }) => ground.rows.name),
  };
}
