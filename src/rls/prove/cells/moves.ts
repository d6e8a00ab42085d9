import { isDeleted, permitsOf } from "../../oracle/permit.ts";
import { keyOf, type Values, type WorldRow } from "../../oracle/world.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Step } from "../../resolved.ts";
import { cellMaker, type CellMaker, type Ground } from "./ground.ts";

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
    for (const to of liveParents(ground, parent).filter(
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
  const assign = (set: Values): string =>
    Object.entries(set)
      .map(([column, value]) => `${quoteIdentifier(column)} = ${sql.literal(column, value)}`)
      .join(", ");
  // with a WHERE Postgres holds new rows against the policies for SELECT too, which then stand in for those for UPDATE
  const sweeps = ground.shared
    ? []
    : moves.filter(
        ({ verb }, at) =>
          /^(?:move|give)/.test(verb) && moves.findIndex((other) => other.verb === verb) === at,
      );
  return [
    ...moves.map(({ row, set, verb }) =>
      cell(
        verb,
        "update",
        { does: "update", rows: [row], set, reads: true },
        sql.update(assign(set), sql.where([row])),
        "number",
      ),
    ),
    ...sweeps.map(({ set, verb }) =>
      cell(
        `${verb}, without WHERE`,
        "update",
        { does: "update", rows: rows.rows, set, reads: false },
        sql.update(assign(set), ""),
        "number",
      ),
    ),
  ];
};

/** What belongs to a deleted row, the intent does not say. */
function liveParents({ intent, world }: Ground, { table }: Step): readonly WorldRow[] {
  const resolved = intent.tables.find((item) => keyOf(item.table) === keyOf(table));
  return (world.get(keyOf(table)) ?? []).filter(
    ({ values }) => resolved === undefined || !isDeleted(resolved, values),
  );
}

const tenantName = (id: string | null, b: string): string =>
  id === null ? "no tenant" : `tenant ${id === b ? "B" : "A"}`;

const takesNull = ({ rows }: Ground, column: string): boolean =>
  rows.table.columns.some(({ name, notNull }) => name === column && notNull === null);
