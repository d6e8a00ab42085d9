import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed, sameName } from "../resolve/find.ts";
import type { ResolvedTable } from "../resolved.ts";
import { fitting } from "./names.ts";
import type { Ground } from "./ground.ts";
import type { Piece } from "./piece.ts";

interface WantedIndex {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly why: string;
}

/** Indexes by which policies find rows, where there is none that begins with the column. */
export function indexesOf({ intent, catalog }: Ground): Piece[] {
  const { members } = intent;
  const wanted: WantedIndex[] = intent.tables.flatMap(ofTable);
  if (members !== null)
    wanted.push({
      table: members.table,
      columns: [members.user, members.tenant],
      why: "Finds the tenants of a user.",
    });
  const names = new Set([...catalog.tables, ...catalog.views, ...catalog.sequences].map(printed));
  for (const { schema, indexes } of catalog.tables)
    for (const { name } of indexes) names.add(printed({ schema, name }));
  const made = new Set<string>();
  return wanted.flatMap(({ table, columns, why }) => {
    const key = `${printed(table)} ${columns[0] ?? ""}`;
    if (made.has(key) || serves(table, columns[0] ?? "")) return [];
    made.add(key);
    return [indexPiece(table, columns, why, names)];
  });
}

function ofTable({ table, tenant, owner, parent, allow }: ResolvedTable): WantedIndex[] {
  const used = [...allow.select, ...allow.update, ...allow.delete];
  const byTenant = used.some((permission) => permission !== "owner" && permission !== "anyone");
  return [
    ...(tenant?.steps.length === 0 && byTenant
      ? [{ table, columns: [tenant.column], why: "Finds the rows of a tenant." }]
      : []),
    ...(owner?.steps.length === 0 && used.includes("owner")
      ? [{ table, columns: [owner.column], why: "Finds the rows of a user." }]
      : []),
    ...(parent !== null && used.some((permission) => permission !== "anyone")
      ? [
          {
            table,
            columns: [parent.column, ...parent.with.map(({ column }) => column)],
            why: `Finds the rows of a row of ${printed(parent.table)}.`,
          },
        ]
      : []),
  ];
}

/** Whether a valid index of the whole table begins with the column. */
function serves(table: Table, column: string): boolean {
  return table.indexes.some(
    ({ valid, predicate, method, keys }) =>
      valid &&
      predicate === null &&
      (method === "btree" || (method === "hash" && keys.length === 1)) &&
      keys[0]?.column === column,
  );
}

function indexPiece(
  table: Table,
  columns: readonly string[],
  why: string,
  names: Set<string>,
): Piece {
  const wish = fitting(`${table.name}_${columns.join("_")}_idx`);
  let name = wish;
  for (let at = 1; names.has(printed({ schema: table.schema, name })); at++)
    name = fitting(`${wish}${at}`);
  names.add(printed({ schema: table.schema, name }));
  return {
    object: `index ${printed({ schema: table.schema, name })}`,
    why,
    sql: [
      `CREATE INDEX ${quoteIdentifier(name)} ON ${printed(table)} (${columns.map(quoteIdentifier).join(", ")})`,
    ],
    state: ({ tables }) =>
      tables
        .find((candidate) => sameName(candidate, table))
        ?.indexes.find((index) => index.name === name),
  };
}
