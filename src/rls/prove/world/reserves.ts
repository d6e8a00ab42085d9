import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { keyOf, type WorldRow } from "../../oracle/world.ts";
import { asOwner } from "./as-owner.ts";
import { whereRow } from "./identity.ts";
import type { ReadTable } from "./read-table.ts";
import type { TableRows } from "./table-rows.ts";

/** Takes rows out again: they are known to fit. One that something refers to stays. */
export async function takeReserves(
  session: Session,
  built: ReadonlyMap<string, ReadTable>,
): Promise<ReadonlyMap<string, TableRows>> {
  const tables = new Map<string, TableRows>();
  // children first: what was made last refers to what was made before
  const waiting = new Set(built.keys());
  const refersTo = (child: Table, name: string): boolean =>
    child.constraints.some(
      ({ references }) => references !== null && keyOf(references.table) === name,
    );
  while (waiting.size > 0) {
    const next =
      [...waiting].find((name) =>
        [...waiting].every((other) => {
          const child = built.get(other)?.table;
          return other === name || child === undefined || !refersTo(child, name);
        }),
      ) ?? [...waiting][0];
    if (next === undefined) break;
    waiting.delete(next);
    const item = built.get(next);
    if (item === undefined) continue;
    const { spare, ...rest } = item;
    const free = await asOwner(session, item.table, () => unreferred(session, item, built, spare));
    const gone = await asOwner(session, item.table, () => deleteRows(session, item, free));
    const reserves = spare.filter(({ id }) => gone.has(id));
    const kept = spare.filter(({ id }) => !gone.has(id));
    tables.set(next, {
      ...rest,
      rows: [...rest.rows, ...kept],
      reserves: reserves.map(({ values }) => values),
    });
  }
  return tables;
}

/** Those whose deletion changes no other row of the world: a foreign key that cascades or empties would not refuse it. */
async function unreferred(
  session: Session,
  item: ReadTable,
  built: ReadonlyMap<string, ReadTable>,
  rows: readonly WorldRow[],
): Promise<readonly WorldRow[]> {
  let free = rows;
  if (item.identity[0] === "ctid") return free;
  for (const child of built.values())
    for (const { columns, references } of child.table.constraints) {
      if (references === null || keyOf(references.table) !== keyOf(item.table)) continue;
      if (references.onDelete === "restrict" || references.onDelete === "no action") continue;
      const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");
      const unused = async (): Promise<readonly WorldRow[]> => {
        const kept: WorldRow[] = [];
        for (const row of free) {
          const [found] = await session.query(
            `select from ${child.name} where (${list(columns)}) in
               (select ${list(references.columns)} from ${item.name} where ${whereRow(item.table, item.identity, row)}) limit 1`,
          );
          if (found === undefined) kept.push(row);
        }
        return kept;
      };
      // policies would hide rows of the child
      free = child === item ? await unused() : await asOwner(session, child.table, unused);
    }
  return free;
}

async function deleteRows(
  session: Session,
  { table, name, identity }: TableRows,
  rows: readonly WorldRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0 || identity[0] === "ctid") return new Set();
  const triggers = table.triggers.some(({ enabled }) => enabled !== "disabled");
  if (triggers) await session.query(`alter table ${name} disable trigger user`);
  const gone = new Set<string>();
  const where = (row: WorldRow): string => whereRow(table, identity, row);
  const all = rows.map(where).join(" or ");
  try {
    await session.query(`delete from ${name} where ${all}`);
    rows.forEach(({ id }) => gone.add(id));
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    for (const row of rows)
      await session.query(`delete from ${name} where ${where(row)}`).then(
        () => gone.add(row.id),
        () => {},
      );
  }
  if (triggers) await session.query(`alter table ${name} enable trigger user`);
  return gone;
}
