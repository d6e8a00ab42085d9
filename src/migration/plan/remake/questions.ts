import type { Question } from "../../../core/migration.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { partitionsOf } from "../backfill.ts";
import { boundCondition } from "../partition/bound.ts";
import type { Surroundings } from "../recipe.ts";
import { hinted, hintOf } from "../hints.ts";
import { hasRows } from "../rows.ts";
import type { Stages } from "./stages.ts";

/** What the rows that are there leave open. */
export async function questionsOf(
  table: Table,
  stages: Stages,
  surroundings: Surroundings,
): Promise<Question[]> {
  return [
    ...(await missingValues(table, stages, surroundings)),
    ...(await homelessRows(table, stages, surroundings)),
    ...(await hiddenRows(table, surroundings)),
    ...numberedPartitions(stages, surroundings),
  ];
}

async function missingValues(
  table: Table,
  { target }: Stages,
  surroundings: Surroundings,
): Promise<Question[]> {
  const found: Question[] = [];
  for (const { name, notNull } of table.columns) {
    const wanted = target.columns.find((column) => column.name === name);
    if (notNull !== null || wanted === undefined || wanted.notNull === null) continue;
    if (hinted(surroundings.hints.backfill, table, name) !== undefined) continue;
    if ((await hasRows(table, `${quoteIdentifier(name)} IS NULL`, surroundings)) !== true) continue;
    const about = hintOf(table, name);
    found.push({
      about,
      question: `Rows of \`${printed(table)}\` have no \`${name}\`, which the new table wants: which value are they to get?`,
      options: ["any expression", "delete them"],
      hint: `hints.backfill[${JSON.stringify(about)}] = an SQL expression; or put a DELETE of these rows before it into sql`,
    });
  }
  return found;
}

async function homelessRows(
  table: Table,
  { target, wanted }: Stages,
  surroundings: Surroundings,
): Promise<Question[]> {
  if (target.partitionKey === null) return [];
  const partitions = partitionsOf(target, wanted.catalog);
  if (partitions.some(({ partitionBound }) => partitionBound === "DEFAULT")) return [];
  const homes = await Promise.all(
    partitions.map(({ partitionBound }) =>
      boundCondition(target.partitionKey ?? "", partitionBound ?? ""),
    ),
  );
  // HASH has a place for every row where it has all remainders.
  if (homes.includes(undefined)) return [];
  const none =
    homes.length === 0 ? "true" : `(${homes.map((home) => `(${home})`).join(" OR ")}) IS NOT TRUE`;
  if ((await hasRows(table, none, surroundings)) !== true) return [];
  return [
    {
      about: printed(table),
      question: `Rows of \`${printed(table)}\` belong to none of the partitions: where are they to go?`,
      options: ["a DEFAULT partition", "partitions for them", "delete them"],
      hint: "Add CREATE TABLE ... PARTITION OF ... DEFAULT, or partitions with their bounds; or put a DELETE of these rows before it into sql",
    },
  ];
}

/** FORCE ROW LEVEL SECURITY holds for the owner too, who then copies only what its policies show. */
async function hiddenRows(
  { rowSecurity, ...table }: Table,
  { ask }: Surroundings,
): Promise<Question[]> {
  if (!rowSecurity.forced) return [];
  const role = await ask(
    "select rolsuper or rolbypassrls as free from pg_catalog.pg_roles where rolname = current_user",
  );
  if (role?.["free"] === true) return [];
  return [
    {
      about: printed(table),
      question: `\`${printed(table)}\` forces row-level security on its owner: who is to copy all rows?`,
      options: ["a role with BYPASSRLS", "no FORCE ROW LEVEL SECURITY until the contract"],
      hint: "Connect as a role with BYPASSRLS; or put ALTER TABLE ... NO FORCE ROW LEVEL SECURITY before it into sql",
    },
  ];
}

/** Identity columns of partitioned tables are there from Postgres 17 on. */
function numberedPartitions({ target }: Stages, { version }: Surroundings): Question[] {
  if (version >= 170000 || target.partitionKey === null) return [];
  return target.columns
    .filter(({ identity }) => identity !== null)
    .map(({ name }) => ({
      about: hintOf(target, name),
      question: `A partitioned table has no identity column before Postgres 17: what is to number \`${name}\` of \`${printed(target)}\`?`,
      options: ["a sequence"],
      hint: "Create a sequence, give the column DEFAULT nextval('...') in place of GENERATED AS IDENTITY, and make the column its owner",
    }));
}

/** Without a key no row of the one table is known to be that of the other. */
export function withoutKey(table: Table, side: "old" | "new"): Question {
  return {
    about: printed(table),
    question: `The ${side} \`${printed(table)}\` has no key by which its rows are told apart: which columns are it?`,
    options: [
      side === "old" ? "a primary key" : "a primary key with the columns of the partition key",
    ],
    hint:
      side === "old"
        ? "Plan ALTER TABLE ... ADD PRIMARY KEY by itself before this"
        : "Add PRIMARY KEY (...) to the partitioned table",
  };
}
