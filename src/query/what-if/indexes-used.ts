import type { Session } from "../../core/session.ts";
import type { Plan } from "../plan/node.ts";

/** A plan names the index of a partition; what was asked for is the index of the whole. An index is where its table is. */
const sql = `
select distinct pg_catalog.format('%I.%I', n.nspname, whole.relname) as name
from pg_catalog.json_to_recordset($1::json) as used (schema text, index text)
join pg_catalog.pg_namespace at on at.nspname = used.schema
join pg_catalog.pg_class part on part.relname = used.index and part.relnamespace = at.oid
join pg_catalog.pg_class whole on whole.oid = coalesce(pg_catalog.pg_partition_root(part.oid), part.oid)
join pg_catalog.pg_namespace n on n.oid = whole.relnamespace`;

/** Qualified and quoted names of the indexes in a plan, those of partitions under the name of the whole's. */
export async function indexesUsed(session: Session, plan: Plan): Promise<ReadonlySet<string>> {
  const schema = plan.nodes.find(({ relation }) => relation !== undefined)?.relation?.schema;
  const used = plan.nodes.flatMap(({ index, relation, parent }) =>
    // the scan that a bitmap comes from names no table; the one above it does
    index === undefined ? [] : [{ index, schema: relation?.schema ?? above(parent) ?? schema }],
  );
  if (used.length === 0) return new Set();
  const rows = await session.query<{ name: string }>(sql, [JSON.stringify(used)]);
  return new Set(rows.map(({ name }) => name));
}

function above(node: Plan["root"] | undefined): string | undefined {
  return node === undefined ? undefined : (node.relation?.schema ?? above(node.parent));
}
