import type { Session } from "../../core/session.ts";
import type { Twin } from "../../core/twin.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { planAll, readyToPlan } from "./access/plan.ts";
import { purgeIndexes, purgeSql } from "./purges.ts";
import type { Design, DesignedIndex, DesignedTable } from "./tables.ts";

/**
 * The indexes by which purges find what has had its time, at the rows that are expected: those that the planner reads for a purge which
 * deletes one row in a hundred, as one that runs regularly does. `session` is that of a database with a sample of rows, analyzed.
 */
export async function provePurges(
  design: Design,
  others: readonly DesignedIndex[],
  session: Session,
  twinOf: (session: Session) => Promise<Twin>,
): Promise<DesignedIndex[]> {
  const candidates = purgeIndexes(design, others);
  if (candidates.length === 0) return [];
  await using twin = await twinOf(session);
  const tables = design.tables.filter(({ name }) => candidates.some(({ table }) => table === name));
  await twin.scale(new Map(await Promise.all(tables.map((table) => factorOf(session, table)))));
  await readyToPlan(twin.session);
  const made = await twin.createIndexes(candidates.map(({ index }) => index.sql));
  await twin.show(made.flatMap((index) => (index instanceof Error ? [] : [index.name])));
  const proven: DesignedIndex[] = [];
  for (const { table: name, index, purge } of candidates) {
    const table = tables.find((one) => one.name === name);
    if (table === undefined) continue;
    const until = await firstHundredth(session, table, purge.column);
    const [planned] = await planAll(twin.session, [purgeSql(table, purge, until)]);
    if (typeof planned === "object" && planned.indexes.includes(index.name))
      proven.push({ ...index, evidence: "estimated", plan: planned.steps });
  }
  return proven;
}

async function factorOf(session: Session, table: DesignedTable): Promise<[string, number]> {
  const name = qualified(table.schema, table.name);
  const [row] = await session.query<{ rows: number }>(`select count(*)::int4 as rows from ${name}`);
  return [name, table.expectedRows / Math.max(1, row?.rows ?? 1)];
}

async function firstHundredth(
  session: Session,
  { schema, name }: DesignedTable,
  column: string,
): Promise<string> {
  const [row] = await session.query<{ until: string | null }>(
    `select pg_catalog.quote_literal(percentile_disc(0.01) within group (order by ${quoteIdentifier(column)})) || '::timestamptz' as until
     from ${qualified(schema, name)}`,
  );
  return row?.until ?? "now()";
}
