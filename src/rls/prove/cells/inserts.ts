import { follow, type Values, type WorldRow } from "../../oracle/world.ts";
import type { Cell } from "./cell.ts";
import { cellMaker, type CellMaker, type Ground, type Trier } from "./ground.ts";
import { label } from "./label.ts";
import { conflictKey } from "./table-sql.ts";

/** How many kinds of new rows an actor tries. */
const NEW = 14;

/** New rows of everybody: inserted, with RETURNING, from a query, and over a row that is there. */
export const insertCells: CellMaker = (ground, trier) => {
  const { sql, oracle } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const tried = reservesFor(ground, trier);
  const insert = (row: Values) => ({ does: "insert", row }) as const;
  const mayInsert = (row: Values): boolean =>
    oracle.expect(ground.resolved, trier.power, insert(row)).effect === "rows";
  const own = tried.find(mayInsert);
  const foreign = tried.find((row) => !mayInsert(row));
  const cells = tried.map((row) =>
    cell(`insert ${label(ground, row)}`, "insert", insert(row), sql.insert(row), "number"),
  );
  for (const row of [own, foreign].filter((row) => row !== undefined))
    cells.push(
      cell(
        `insert returning ${label(ground, row)}`,
        "insert",
        { ...insert(row), returning: true },
        `${sql.insert(row)} returning ${sql.returned}`,
        "number",
      ),
    );
  return [...cells, ...stolen(ground, trier, own ?? foreign), ...upserts(ground, trier, own)];
};

/** A hidden row's being there, read by way of an insert. */
function stolen(ground: Ground, trier: Trier, row: Values | undefined): Cell[] {
  const { rows, sql, oracle } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const hidden = hiddenRow(ground, trier);
  if (row === undefined || hidden === undefined) return [];
  const key = conflictKey(rows);
  const given = new Set(sql.inserted);
  const probe = key?.every((column) => given.has(column)) === true ? key : undefined;
  const taken =
    probe && Object.fromEntries(probe.map((column) => [column, hidden.values[column] ?? null]));
  return [
    cell(
      "insert from a query of a hidden row",
      "insert",
      { does: "insert from", row, rows: [hidden] },
      sql.insertSelect(row, sql.where([hidden])),
      "number",
    ),
    ...(taken === undefined
      ? []
      : [
          {
            ...cell(
              "insert with the key of a hidden row",
              "insert",
              { does: "insert from", row, rows: [] },
              sql.insert({ ...row, ...taken }),
              "number",
            ),
            verb: "unique-violation probe",
          },
        ]),
  ];
}

function hiddenRow({ rows, oracle, resolved }: Ground, { power }: Trier): WorldRow | undefined {
  const seen = oracle.expect(resolved, power, { does: "select" });
  return rows.rows.find(({ id }) => seen.effect === "nothing" || !seen.ids.includes(id));
}

function upserts(ground: Ground, trier: Trier, own: Values | undefined): Cell[] {
  const { rows, sql, oracle, resolved } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const { harmless } = sql;
  const key = conflictKey(rows);
  if (harmless === undefined || key === undefined) return [];
  // Postgres wants SELECT on the columns that a conflict is looked for in
  if (key.some((column) => resolved.columns.select?.includes(column) === false)) return [];
  const mine = rows.rows.find(
    (row) =>
      oracle.expect(resolved, trier.power, { does: "update", rows: [row], set: {}, reads: true })
        .effect === "rows",
  );
  const hidden = hiddenRow(ground, trier);
  const cells: Cell[] = [];
  const add = (verb: string, row: Values, on: WorldRow | undefined): void => {
    const text = sql.upsert(row, harmless.set);
    if (text !== undefined)
      cells.push(cell(verb, "update", { does: "upsert", row, on, set: {} }, text, "number"));
  };
  if (mine !== undefined) add("upsert over a row of one's own", mine.values, mine);
  // where nobody updates, it hangs on the grants whether the command is refused before it meets a row
  if (own !== undefined && resolved.allow.update.length > 0)
    add("upsert of a new row", own, undefined);
  if (own !== undefined && hidden !== undefined) {
    const taken = Object.fromEntries(key.map((column) => [column, hidden.values[column] ?? null]));
    add("upsert over a hidden row", { ...own, ...taken }, hidden);
  }
  return cells;
}

/** Those that an actor has most to do with: one's own, a colleague's, another tenant's, nobody's. */
function reservesFor(ground: Ground, { actor, power }: Trier): readonly Values[] {
  const { rows, resolved, world } = ground;
  const groups = new Map<string, Values[]>();
  for (const row of rows.reserves) {
    const [tenant, owner] = [
      follow(world, resolved.tenant, row),
      follow(world, resolved.owner, row),
    ];
    const whose = owner === null ? "none" : owner === actor.identity.user ? "own" : "other";
    const key = `${tenant}|${whose}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const lists = [...groups.values()];
  const few = actor.kind === "nobody" || power.kind !== "application" ? 4 : NEW;
  const found: Values[] = [];
  for (let at = 0; found.length < few && lists.some((list) => at < list.length); at++)
    for (const list of lists) {
      const row = list[at];
      if (row !== undefined && found.length < few) found.push(row);
    }
  return found;
}
