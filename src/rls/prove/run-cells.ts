import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { createOracle } from "../oracle/expect.ts";
import { keyOf } from "../oracle/world.ts";
import type { ResolvedIntent } from "../resolved.ts";
import { holds, type Cell } from "./cells/cell.ts";
import type { Ground, Trier } from "./cells/ground.ts";
import { readingCells } from "./cells/reading.ts";
import { adminCells, strangerCells, truncateCell } from "./cells/roles.ts";
import { tableSql } from "./cells/table-sql.ts";
import { insertCells } from "./cells/inserts.ts";
import { moveCells } from "./cells/moves.ts";
import { setCells } from "./cells/sets.ts";
import { nameOf } from "./place.ts";
import { tryAll } from "./try.ts";
import { actorsOf } from "./world/actors.ts";
import type { Built } from "./world/build.ts";

/** All cells of one table, and what has to be out of the way while they run. */
export interface TableCells {
  readonly ground: Ground;
  readonly cells: readonly Cell[];
  /** References to the table: a row that has children could otherwise not be deleted, whatever its policies say. */
  readonly prelude: readonly string[];
}

/** A cell and what Postgres answered. */
export interface Ran {
  readonly cell: Cell;
  readonly text: string;
}

export interface Roles {
  /** A role that nobody knows. */
  readonly stranger: string;
  /** The owner, where it is no role that passes policies over anyway. */
  readonly owner: string | undefined;
}

export function makeCells(
  intent: ResolvedIntent,
  catalog: Catalog,
  built: Built,
  { stranger, owner }: Roles,
  shared: boolean,
): TableCells[] {
  const oracle = createOracle(intent, built.world);
  const actors = actorsOf(intent, built.cast);
  const noContext = actors.find(({ name }) => name === "empty context") ?? actors[0];
  const somebody = actors[0];
  return intent.tables.flatMap((resolved) => {
    const rows = built.tables.get(keyOf(resolved.table));
    if (rows === undefined || rows.rows.length === 0) return [];
    const sql = tableSql(rows, resolved);
    const ground: Ground = {
      intent,
      oracle,
      world: built.world,
      cast: built.cast,
      resolved,
      rows,
      sql,
      shared: shared && rows.others > 0,
    };
    const cells: Cell[] = [];
    const role = intent.applicationRole;
    for (const actor of actors) {
      const trier: Trier = {
        actor,
        role,
        power: { kind: "application", identity: actor.identity },
      };
      cells.push(...readingCells(ground, trier), ...setCells(ground, trier));
      cells.push(...insertCells(ground, trier), ...moveCells(ground, trier));
    }
    if (noContext !== undefined && somebody !== undefined) {
      cells.push(truncateCell(ground, { actor: somebody, role, power: { kind: "stranger" } }));
      for (const admin of intent.adminRoles)
        cells.push(
          ...adminCells(ground, { actor: noContext, role: admin, power: { kind: "admin" } }),
        );
      cells.push(
        ...strangerCells(ground, { actor: somebody, role: stranger, power: { kind: "stranger" } }),
      );
      // what anybody may, the owner may by the same policies
      if (owner !== undefined)
        cells.push(
          ...strangerCells(ground, {
            actor: noContext,
            role: owner,
            power: { kind: "stranger" },
          }).filter(
            ({ command }) => command === "other" || !resolved.allow[command].includes("anyone"),
          ),
        );
    }
    return [{ ground, cells, prelude: withoutReferences(catalog, nameOf(resolved.table)) }];
  });
}

function withoutReferences(catalog: Catalog, name: string): string[] {
  return catalog.tables.flatMap((table) =>
    table.constraints
      .filter(
        ({ references, inherited }) =>
          references !== null && !inherited && nameOf(references.table) === name,
      )
      .map(
        (constraint) =>
          `alter table ${nameOf(table)} drop constraint ${quoteIdentifier(constraint.name)}`,
      ),
  );
}

/** Runs all cells, a table at a time. Those without any context go first, on a session that has never had one. */
export async function runCells(
  session: Session,
  fresh: Session,
  tables: readonly TableCells[],
  call: Call,
): Promise<Ran[]> {
  const ran: Ran[] = [];
  for (const [at, { ground, cells, prelude }] of tables.entries()) {
    call.signal.throwIfAborted();
    call.progress(at, `Trying ${cells.length} cells on ${ground.rows.name}`, tables.length);
    const bare = cells.filter(({ actor }) => actor.settings.length === 0);
    const rest = cells.filter(({ actor }) => actor.settings.length > 0);
    const texts = [await tryAll(fresh, bare, prelude), await tryAll(session, rest, prelude)];
    for (const [list, found] of [
      [bare, texts[0]],
      [rest, texts[1]],
    ] as const)
      list.forEach((cell, index) => ran.push({ cell, text: found?.[index] ?? "" }));
  }
  return ran;
}

/** Cells that should come to something and are refused by the schema itself say nothing of its policies. */
export async function withoutUnfit(
  session: Session,
  tables: readonly TableCells[],
  ran: readonly Ran[],
  owner: string,
): Promise<{ readonly ran: readonly Ran[]; readonly unfit: number }> {
  const suspects = ran.filter(
    ({ cell, text }) =>
      !holds(cell, text) && cell.expected.effect === "rows" && /^!(?!42501)/.test(text),
  );
  const unfit = new Set<Cell>();
  for (const { ground, prelude } of tables) {
    const { name, table } = ground.rows;
    const mine = suspects.filter(({ cell }) => cell.table === name);
    if (mine.length === 0) continue;
    const trials = mine.map(({ cell }) => ({ ...cell, role: owner }));
    const texts = await tryAll(session, trials, [
      ...prelude,
      ...(table.rowSecurity.enabled ? [`alter table ${name} disable row level security`] : []),
    ]);
    mine.forEach(({ cell, text }, at) => {
      if (texts[at]?.slice(0, 6) === text.slice(0, 6)) unfit.add(cell);
    });
  }
  return { ran: ran.filter(({ cell }) => !unfit.has(cell)), unfit: unfit.size };
}
