import { follow, keyOf, type Values, type WorldRow } from "../../oracle/world.ts";
import { permitsOf } from "../../oracle/permit.ts";
import type { Cell } from "./cell.ts";
import { cellMaker, type CellMaker, type Ground, type Trier } from "./ground.ts";
import { conflictKey } from "./table-sql.ts";

/** All rows at once: which are changed. */
export const setCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle, shared } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const scope = shared ? sql.where(rows.rows) : "";
  const all = { rows: rows.rows } as const;
  const { harmless } = sql;
  const updates =
    harmless === undefined
      ? []
      : [
          cell(
            "update returning",
            "update",
            { does: "update", ...all, set: {}, reads: true },
            sql.updateReturning(harmless.set, "", scope),
            "ids",
          ),
          cell(
            "update through a join",
            "update",
            { does: "update", ...all, set: {}, reads: true },
            sql.updateReturning(
              harmless.set,
              `${rows.name} neon_dba_o`,
              `(${sameRow(ground)})${shared ? ` and (${scope})` : ""}`,
            ),
            "ids",
          ),
          ...(shared
            ? []
            : [
                cell(
                  "update without WHERE",
                  "update",
                  { does: "update", ...all, set: {}, reads: false },
                  sql.update(harmless.set, ""),
                  "number",
                ),
              ]),
        ];
  return [
    ...updates,
    cell(
      "delete returning",
      "delete",
      { does: "delete", ...all, reads: true },
      sql.deleteReturning(scope),
      "ids",
    ),
    ...(shared
      ? []
      : [
          cell(
            "delete without WHERE",
            "delete",
            { does: "delete", ...all, reads: false },
            `delete from ${rows.name}`,
            "number",
          ),
        ]),
  ];
};

function sameRow({ rows }: Ground): string {
  const { identity } = rows;
  const columns =
    identity[0] === "ctid" ? ["ctid"] : identity.map((name) => `"${name.replaceAll('"', '""')}"`);
  return columns.map((name) => `neon_dba_o.${name} = neon_dba_t.${name}`).join(" and ");
}

/** How many kinds of new rows an actor tries. */
const NEW = 14;

/** New rows of everybody: inserted, with RETURNING, from a query, and over a row that is there. */
export const insertCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle } = ground;
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
        `${sql.insert(row)} returning *`,
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
  if (own !== undefined) add("upsert of a new row", own, undefined);
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

/** Whose a row is, as results say it. */
export function label({ cast, world, resolved, intent }: Ground, row: Values): string {
  const tenant = follow(world, resolved.tenant, row);
  const owner = follow(world, resolved.owner, row);
  const [a, b] = cast.tenants;
  const users = [...cast.ofA, ...cast.ofB, ...cast.both, cast.outsider];
  const tenantName = tenant === a ? "A" : tenant === b ? "B" : "no tenant";
  const parts = [
    resolved.tenant === null ? "" : tenant === null ? "of no tenant" : `of tenant ${tenantName}`,
    resolved.owner === null
      ? ""
      : owner === null
        ? "of no user"
        : `of ${users.find(({ id }) => id === owner)?.name ?? "another user"}`,
  ].filter(Boolean);
  void intent;
  return ["a row", ...parts].join(" ");
}

/** One's own row given away, and another's taken. */
export const moveCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle, resolved, cast, world, intent } = ground;
  const { actor, power } = trier;
  if (power.kind !== "application" || actor.kind !== "user") return [];
  const cell = cellMaker(ground, trier, oracle);
  const permits = permitsOf(intent, world, actor.identity);
  const own = rows.rows.filter(
    ({ values }) =>
      permits.may(resolved, "update", values) && permits.may(resolved, "select", values),
  );
  const others = rows.rows.filter((row) => !own.includes(row));
  const [mine, theirs] = [own[0], others[0]];
  const moves: { readonly row: WorldRow; readonly set: Values; readonly verb: string }[] = [];
  const allowed = resolved.columns.update;
  const add = (row: WorldRow | undefined, set: Values, verb: string): void => {
    const columns = Object.keys(set);
    if (row === undefined || columns.every((column) => row.values[column] === set[column])) return;
    if (columns.some((column) => allowed?.includes(column) === false)) return;
    moves.push({ row, set, verb });
  };
  const [a, b] = cast.tenants;
  const { tenant, owner, parent } = resolved;
  if (tenant?.steps.length === 0) {
    for (const to of [a, b, null])
      if (to !== null || takesNull(ground, tenant.column))
        add(mine, { [tenant.column]: to }, `move a row to ${tenantName(to, b)}`);
    const home = [...permits.tenants][0];
    if (home !== undefined) add(theirs, { [tenant.column]: home }, "take a row of another");
  }
  if (owner?.steps.length === 0) {
    for (const to of [cast.ofA[0], cast.ofA[1], cast.ofB[0]])
      if (to !== undefined) add(mine, { [owner.column]: to.id }, `give a row to ${to.name}`);
    if (takesNull(ground, owner.column))
      add(mine, { [owner.column]: null }, "give a row to nobody");
    if (actor.identity.user !== null)
      for (const row of [theirs, others.at(-1)])
        add(row, { [owner.column]: actor.identity.user }, "take a row of another");
  }
  if (parent !== null)
    for (const to of (world.get(keyOf(parent.table)) ?? []).filter(
      (_, at, all) => at % Math.max(1, Math.floor(all.length / 5)) === 0,
    )) {
      const set = Object.fromEntries(
        [{ column: parent.column, key: parent.key }, ...parent.with].map(({ column, key }) => [
          column,
          to.values[key] ?? null,
        ]),
      );
      add(mine, set, "move a row below another parent");
    }
  return moves.map(({ row, set, verb }) =>
    cell(
      verb,
      "update",
      { does: "update", rows: [row], set, reads: true },
      sql.update(
        Object.entries(set)
          .map(
            ([column, value]) =>
              `"${column.replaceAll('"', '""')}" = ${sql.literal(column, value)}`,
          )
          .join(", "),
        sql.where([row]),
      ),
      "number",
    ),
  );
};

const tenantName = (id: string | null, b: string): string =>
  id === null ? "no tenant" : `tenant ${id === b ? "B" : "A"}`;

const takesNull = ({ rows }: Ground, column: string): boolean =>
  rows.table.columns.some(({ name, notNull }) => name === column && notNull === null);
