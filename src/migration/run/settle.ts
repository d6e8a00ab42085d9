import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { relationName } from "../../sql/object-name.ts";
import type { Statement } from "../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { asNode, isFields, listOf, nameParts, textOf, type Fields } from "../../sql/walk.ts";
import { isSameIndex } from "./same-index.ts";

/**
 * Whether a statement that runs alone has been done already. What a cut-off one left is removed, or brought to its end: an invalid index
 * of CREATE INDEX or REINDEX CONCURRENTLY, a partition half detached. `begun`: it was executed before, so what it would do may be there.
 */
export async function settle(
  session: Session,
  statement: Statement,
  begun: boolean,
): Promise<boolean> {
  const { node } = statement;
  const [create, drop, reindex, alter] = [
    asNode(node, "IndexStmt"),
    asNode(node, "DropStmt"),
    asNode(node, "ReindexStmt"),
    asNode(node, "AlterTableStmt"),
  ];
  if (create !== undefined) return settleCreate(session, statement.text, create);
  if (drop !== undefined) return begun && (await isDropped(session, drop));
  if (reindex !== undefined && begun) await dropCopies(session, reindex);
  if (alter !== undefined && begun) return settleDetach(session, alter);
  return false;
}

interface FoundIndex extends Record<string, unknown> {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly valid: boolean;
  readonly building: boolean;
}

const FOUND = `select i.indexrelid::text as oid, n.nspname as schema, c.relname as name,
    i.indisvalid and i.indisready and i.indislive as valid,
    exists (select from pg_catalog.pg_stat_progress_create_index p
      where p.index_relid operator(pg_catalog.=) i.indexrelid) as building
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace`;

async function settleCreate(session: Session, text: string, create: Fields): Promise<boolean> {
  const [table, name] = [rangeOf(create["relation"]), textOf(create["idxname"])];
  const [found] = await session.query<FoundIndex>(
    `${FOUND} where i.indrelid operator(pg_catalog.=) pg_catalog.to_regclass($1)
       and c.relname operator(pg_catalog.=) $2`,
    [table, name],
  );
  if (found === undefined) return false;
  if (found.building) throw beingBuilt(qualified(found.schema, found.name));
  if (found.valid) return isSameIndex(session, text, found.oid);
  await dropIndex(session, found);
  return false;
}

async function dropIndex(session: Session, { schema, name }: FoundIndex): Promise<void> {
  await session.query(`drop index concurrently if exists ${qualified(schema, name)}`);
}

async function isDropped(session: Session, drop: Fields): Promise<boolean> {
  const names = listOf(drop["objects"]).map((object) =>
    nameParts(asNode(object, "List")?.["items"]).map(quoteIdentifier).join("."),
  );
  const [left] = await session.query(
    `select from pg_catalog.unnest($1::pg_catalog.text[]) as o(name)
     where pg_catalog.to_regclass(o.name) is not null`,
    [names],
  );
  return left === undefined;
}

/** REINDEX CONCURRENTLY builds `<index>_ccnew` and gives the old one the name `<index>_ccold`. */
async function dropCopies(session: Session, reindex: Fields): Promise<void> {
  const copies = await session.query<FoundIndex>(
    `${FOUND} where not i.indisvalid and c.relname operator(pg_catalog.~) '_cc(new|old)[0-9]*$'
       and i.indrelid operator(pg_catalog.=) coalesce(
         (select o.indrelid from pg_catalog.pg_index o
          where o.indexrelid operator(pg_catalog.=) pg_catalog.to_regclass($1)),
         pg_catalog.to_regclass($1))`,
    [rangeOf(reindex["relation"])],
  );
  for (const copy of copies) {
    if (copy.building) throw beingBuilt(qualified(copy.schema, copy.name));
    await dropIndex(session, copy);
  }
}

/** A partition that DETACH CONCURRENTLY has left pending is finished; one that is no partition any more is done. */
async function settleDetach(session: Session, alter: Fields): Promise<boolean> {
  const [command] = listOf(alter["cmds"]);
  const detached = asNode(asNode(command, "AlterTableCmd")?.["def"], "PartitionCmd")?.["name"];
  const [parent, child] = [rangeOf(alter["relation"]), rangeOf(detached)];
  const [found] = await session.query<{ pending: boolean }>(
    `select inhdetachpending as pending from pg_catalog.pg_inherits
     where inhrelid operator(pg_catalog.=) pg_catalog.to_regclass($1)
       and inhparent operator(pg_catalog.=) pg_catalog.to_regclass($2)`,
    [child, parent],
  );
  if (found?.pending === true)
    await session.query(`alter table ${parent} detach partition ${child} finalize`);
  return found === undefined || found.pending;
}

const rangeOf = (value: unknown): string => {
  const range = asNode(value, "RangeVar") ?? (isFields(value) ? value : {});
  return relationName(range);
};

function beingBuilt(index: string): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    `Another session is building index \`${index}\` at this moment.`,
    "Wait for it (pg_stat_progress_create_index shows how far it is), then repeat the call.",
  );
}
