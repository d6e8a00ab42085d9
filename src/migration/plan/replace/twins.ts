import type { Constraint, Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { comment } from "../../../schema/text.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Surroundings } from "../recipe.ts";
import { renameColumns } from "./rename-columns.ts";
import type { TableReplacement } from "./replacement.ts";

/** An index on the new columns, under a name of its own until the old one is gone. */
export interface IndexTwin {
  readonly index: Index;
  /** Name of the new one. */
  readonly twin: string;
  /** CREATE INDEX CONCURRENTLY on the columns as they are called before the switch. */
  readonly create: string;
  /** The constraint that is to stand on it. */
  readonly constraint: Constraint | undefined;
}

export interface CheckTwin {
  readonly old: Constraint;
  readonly twin: string;
  /** What it will be, without NOT VALID. */
  readonly definition: string;
  readonly target: Constraint;
}

/** Names until the switch. */
const freshNames = ({ columns }: TableReplacement): ReadonlyMap<string, string> =>
  new Map(columns.map(({ column, fresh }) => [column.name, fresh]));

/** Of every index that has to do with a replaced column. */
export async function indexTwins(
  group: TableReplacement,
  { name }: Surroundings,
): Promise<IndexTwin[]> {
  const { table, target } = group;
  const found: IndexTwin[] = [];
  for (const old of table.indexes) {
    const index = target.indexes.find((other) => other.name === old.name);
    if (index === undefined || index.method === "") continue;
    const renamed = await renameColumns(index.definition, freshNames(group));
    if (renamed === index.definition) continue;
    const constraint = target.constraints.find((item) => item.index === index.name);
    if (constraint?.kind === "exclusion") continue;
    const twin = name(index.name, "new");
    found.push({ index, twin, constraint, create: concurrently(renamed, index.name, twin) });
  }
  return found;
}

export const concurrently = (definition: string, name: string, twin: string): string =>
  definition.replace(
    `INDEX ${quoteIdentifier(name)} ON `,
    () => `INDEX CONCURRENTLY ${quoteIdentifier(twin)} ON `,
  );

/** The key of the old primary key once more, so that it can be put back without building an index. */
export function spareOf(index: Index, spare: string): string {
  return concurrently(index.definition, index.name, spare);
}

/** Of every check that has to do with a replaced column. */
export async function checkTwins(
  group: TableReplacement,
  { name }: Surroundings,
): Promise<CheckTwin[]> {
  const { table, target } = group;
  const found: CheckTwin[] = [];
  for (const old of table.constraints) {
    const after = target.constraints.find((item) => item.name === old.name);
    if (old.kind !== "check" || !old.local || after === undefined) continue;
    const definition = withoutState(after.definition);
    const prefix = "ALTER TABLE x ADD ";
    const renamed = await renameColumns(prefix + definition, freshNames(group));
    if (renamed === prefix + definition) continue;
    const twin = name(old.name, "new");
    found.push({ old, twin, definition: renamed.slice(prefix.length), target: after });
  }
  return found;
}

export const withoutState = (definition: string): string =>
  definition.replace(/( NOT VALID| NOT ENFORCED)$/, "");

/** What is said of an index and stands in no definition. */
export function indexSettings(table: Table, index: Index, name: string): string[] {
  const on = qualified(table.schema, name);
  return [
    ...index.keys.flatMap(({ statistics }, at) =>
      statistics === null
        ? []
        : [`ALTER INDEX ${on} ALTER COLUMN ${at + 1} SET STATISTICS ${statistics}`],
    ),
    ...(index.clustered
      ? [`ALTER TABLE ${printed(table)} CLUSTER ON ${quoteIdentifier(name)}`]
      : []),
    ...(index.replicaIdentity
      ? [`ALTER TABLE ${printed(table)} REPLICA IDENTITY USING INDEX ${quoteIdentifier(name)}`]
      : []),
    ...comment(`INDEX ${on}`, index.comment),
  ];
}
