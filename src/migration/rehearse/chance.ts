import type { Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { parseScript } from "../../sql/parse.ts";
import { qualified } from "../../sql/quote.ts";
import { asNode, isFields, listOf, nameParts, textOf, walk, type Fields } from "../../sql/walk.ts";

/** What one statement of the plan writes into a table. */
interface Write {
  readonly table: string;
  /** Functions that it calls. */
  readonly functions: readonly string[];
  /** Tables that it reads. */
  readonly reads: readonly string[];
  /** It takes the column's default, or the clock. */
  readonly other: boolean;
}

/**
 * Tables whose rows are not the same when the plan runs a second time, because it gives them values of chance, of the clock or of a
 * sequence, or of a table with such values. Qualified names, as the plan writes them.
 */
export async function tablesOfChance(session: Session, plan: Plan): Promise<ReadonlySet<string>> {
  const steps = plan.phases.flatMap((phase) => phase.steps);
  const writes = (await Promise.all(steps.map(({ sql }) => writesOf(sql)))).flat();
  const names = [...new Set(writes.flatMap(({ functions }) => functions))];
  const rows = await session.query<{ name: string }>(
    `select proname as name from pg_catalog.pg_proc where proname = any ($1)
     group by proname having pg_catalog.bool_or(provolatile <> 'i')`,
    [names],
  );
  const changing = new Set(rows.map(({ name }) => name));
  const tables = new Set<string>();
  const isOfChance = ({ functions, reads, other }: Write): boolean =>
    other || functions.some((name) => changing.has(name)) || reads.some((name) => tables.has(name));
  // a table that is filled from one of these is one of these
  for (let before = -1; before < tables.size;) {
    before = tables.size;
    for (const write of writes) if (isOfChance(write)) tables.add(write.table);
  }
  return tables;
}

async function writesOf(sql: string): Promise<Write[]> {
  const writes: Write[] = [];
  for (const { node } of await parseScript(sql))
    walk(node, (tag, fields) => {
      if (tag === "UpdateStmt" || tag === "InsertStmt") writes.push(writeOf(fields));
      if (tag === "AlterTableStmt") writes.push(...addedColumns(fields));
      if (tag === "CreateStmt") writes.push(writeOf(fields));
      if (tag === "CreateTableAsStmt") writes.push(storedRows(fields));
    });
  return writes;
}

/** A materialized view has the rows that its query found. */
const storedRows = ({ into, query }: Fields): Write =>
  writeOf({ relation: isFields(into) ? into["rel"] : {}, query });

/** A default is written into the rows that are there. */
const addedColumns = ({ relation, cmds }: Fields): Write[] =>
  listOf(cmds).flatMap((item) => {
    const command = asNode(item, "AlterTableCmd");
    return command?.["subtype"] === "AT_AddColumn"
      ? [writeOf({ relation, column: command["def"] })]
      : [];
  });

function writeOf(statement: Fields): Write {
  const functions: string[] = [];
  const reads: string[] = [];
  let other = false;
  const { relation, ...rest } = statement;
  walk(Object.values(rest), (tag, fields) => {
    if (tag === "FuncCall") functions.push(nameParts(fields["funcname"]).at(-1) ?? "");
    if (tag === "RangeVar") reads.push(nameOf(fields));
    other ||= tag === "SetToDefault" || tag === "SQLValueFunction";
  });
  return { table: nameOf(isFields(relation) ? relation : {}), functions, reads, other };
}

const nameOf = ({ schemaname, relname }: Fields): string =>
  qualified(textOf(schemaname) || "public", textOf(relname));
