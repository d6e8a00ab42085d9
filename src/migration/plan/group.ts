import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf, tagged, textOf } from "../../sql/walk.ts";
import { findTable, printed } from "./alteration.ts";

/** What makes reading the schema worth its time: so many statements at once take few enough locks. */
const MOST = 50;

/**
 * How many of the statements from `from` on change one plain table each, all of them different ones: they can be tried together, and the
 * schema be read once. At least one.
 */
export function groupLength(
  statements: readonly Statement[],
  from: number,
  catalog: Catalog,
  searchPath: readonly string[],
): number {
  const seen = new Set<string>();
  const parents = new Set(catalog.tables.flatMap(({ inherits }) => inherits.map(printed)));
  let length = 0;
  for (const statement of statements.slice(from, from + MOST)) {
    const table = findTable(catalog, rangeOf(statement), searchPath);
    if (table === undefined || table.kind !== "table" || table.inherits.length > 0) break;
    const name = printed(table);
    if (parents.has(name) || seen.has(name)) break;
    seen.add(name);
    length++;
  }
  return Math.max(1, length);
}

/** The table of a statement that changes nothing else but its sequences. */
function rangeOf({ node }: Statement): unknown {
  const [tag, fields] = tagged(node) ?? ["", {}];
  if (tag === "IndexStmt" && fields["concurrent"] !== true) return fields["relation"];
  const commands = listOf(fields["cmds"]).map((command) =>
    textOf(asNode(command, "AlterTableCmd")?.["subtype"]),
  );
  const plain = commands.length === 1 && commands.every((subtype) => alone.has(subtype));
  return tag === "AlterTableStmt" && plain ? fields["relation"] : undefined;
}

const alone = new Set([
  "AT_AddColumn",
  "AT_AddConstraint",
  "AT_AlterColumnType",
  "AT_ColumnDefault",
  "AT_DropColumn",
  "AT_DropNotNull",
  "AT_EnableRowSecurity",
  "AT_ForceRowSecurity",
  "AT_SetCompression",
  "AT_SetNotNull",
  "AT_SetRelOptions",
  "AT_SetStatistics",
  "AT_SetStorage",
  "AT_ValidateConstraint",
]);

/** The schema after each statement of a group, from the one before all and the one after; undefined where it is not theirs alone. */
export function divided(
  group: readonly Statement[],
  before: DatabaseSchema,
  after: DatabaseSchema,
  searchPath: readonly string[],
): readonly DatabaseSchema[] | undefined {
  if (!sameBesides(before.catalog, after.catalog)) return undefined;
  const order = new Map(
    group.map((statement, at) => {
      const table = findTable(before.catalog, rangeOf(statement), searchPath);
      return [table === undefined ? "" : printed(table), at] as const;
    }),
  );
  const { tables, sequences } = before.catalog;
  const old = new Map([...tables, ...sequences].map((object) => [printed(object), object]));
  const changed = after.catalog.tables.filter(
    (table) => !order.has(printed(table)) && !same(table, old.get(printed(table))),
  );
  if (changed.length > 0 || after.catalog.tables.length !== tables.length) return undefined;
  return group.map((_, at) => {
    const done = (table: string): boolean => (order.get(table) ?? -1) <= at && order.has(table);
    return {
      ...after,
      catalog: {
        ...before.catalog,
        tables: after.catalog.tables.map((table) => {
          const was = tables.find((item) => printed(item) === printed(table));
          return done(printed(table)) || was === undefined ? table : was;
        }),
        sequences: [
          ...sequences.filter(
            (item) =>
              after.catalog.sequences.some((other) => printed(other) === printed(item)) ||
              !done(item.ownedBy === null ? "" : printed(item.ownedBy.table)),
          ),
          ...after.catalog.sequences.filter(
            (item) =>
              !old.has(printed(item)) && item.ownedBy !== null && done(printed(item.ownedBy.table)),
          ),
        ],
      },
    };
  });
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function sameBesides(a: Catalog, b: Catalog): boolean {
  const rest = (catalog: Catalog): unknown => ({ ...catalog, tables: [], sequences: [] });
  return same(rest(a), rest(b));
}
