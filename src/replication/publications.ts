import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { tableName } from "./names.ts";
import { type Done, mustBeLogical, nameOf, type Work } from "./request.ts";
import { UNIDENTIFIED } from "./state.ts";

const OPERATIONS = ["insert", "update", "delete", "truncate"];

/**
 * Publishes the tables that are named, or all that there are now. Two ways to mean all: FOR ALL TABLES, which a superuser may and which
 * takes in what is made later, or their names; names, because the owner may, and because a table that nobody thought of would break
 * its writers when it has no key. Refused where an UPDATE or DELETE of a published table would fail from then on.
 */
export async function createPublication({ request, session, call }: Work): Promise<Done> {
  const name = nameOf(request);
  await mustBeLogical(session);
  const operations = operationsOf(request.operations);
  const tables = await publishable(session, request.tables);
  mustBeIdentified(tables, operations);
  const list = tables.map(tableName).join(", ");
  await call.confirm({
    summary: `Publish ${operations.join(", ")} of ${list} as \`${identifier(name)}\` in database \`${identifier(session.target.database)}\`. Nothing is locked against reads or writes; WAL is kept only once a slot exists.`,
    plan: { name, operations, list, target: session.target },
  });
  const sql = `create publication ${quoteIdentifier(name)} for table ${list} with (publish = '${operations.join(", ")}')`;
  await session.transaction({ access: "read write", lockTimeoutMs: 2_000 }, () =>
    session.query(sql),
  );
  const isDivided = tables.some(({ kind }) => kind === "p");
  const later = isDivided ? ", but for partitions of those that are" : "";
  return {
    done: `Publication ${identifier(name)} publishes ${operations.join(", ")} of ${tables.length} tables. Tables that are made later are not in it${later}.`,
    next: "On the subscriber: the same tables, empty, then `subscribe` with this publication. The direct host, never the pooled one.",
  };
}

export async function dropPublication({ request, session, call }: Work): Promise<Done> {
  const name = nameOf(request);
  await mustExist(session, name);
  await call.confirm({
    summary: `Drop publication \`${identifier(name)}\` of database \`${identifier(session.target.database)}\`: subscribers to it fail from their next change on.`,
    plan: { name, target: session.target },
  });
  await session.transaction({ access: "read write", lockTimeoutMs: 2_000 }, () =>
    session.query(`drop publication ${quoteIdentifier(name)}`),
  );
  return {
    done: `Dropped publication ${identifier(name)}. Its subscribers' slots are still there.`,
    next: "drop_subscription on each subscriber, or drop_slot here, so that no WAL is kept for them.",
  };
}

async function mustExist(session: Session, name: string): Promise<void> {
  const rows = await session.query<{ name: string }>(
    "select pubname as name from pg_catalog.pg_publication order by pubname",
  );
  if (rows.some((row) => row.name === name)) return;
  const known = rows.map((row) => `\`${identifier(row.name)}\``).join(", ");
  throw new ToolError(
    "NOT_FOUND",
    `There is no publication \`${identifier(name)}\` here.`,
    known === "" ? "There is none at all." : `There are ${known}.`,
  );
}

function operationsOf(given: readonly string[] | undefined): readonly string[] {
  if (given === undefined || given.length === 0) return OPERATIONS;
  const unknown = given.find((each) => !OPERATIONS.includes(each));
  if (unknown === undefined) return OPERATIONS.filter((each) => given.includes(each));
  throw new ToolError(
    "INVALID_INPUT",
    `\`${identifier(unknown)}\` is nothing that can be published.`,
    `\`operations\` takes ${OPERATIONS.join(", ")}.`,
  );
}

interface Publishable {
  readonly schema: string;
  readonly name: string;
  readonly unidentified: boolean;
  /** `r`, or `p` of a partitioned one; null where it is none that can be published. */
  readonly kind: string | null;
}

type Found = Publishable & { readonly given: string | null } & Record<string, unknown>;

async function publishable(
  session: Session,
  names: readonly string[] | undefined,
): Promise<readonly Publishable[]> {
  const tables = await session.query<Found>(
    names === undefined ? ALL : NAMED,
    names === undefined ? [] : [names],
  );
  const wrong = tables.find(({ kind }) => kind !== "r" && kind !== "p");
  if (wrong !== undefined)
    throw new ToolError(
      "NOT_FOUND",
      `\`${identifier(wrong.given ?? "")}\` is no table that can be published.`,
      "Name ordinary and partitioned tables with their schema; unlogged and temporary ones, views and foreign tables replicate nothing.",
    );
  if (tables.length > 0) return tables;
  throw new ToolError("NOT_FOUND", "There are no tables here.", "Name another `database`.");
}

function mustBeIdentified(tables: readonly Publishable[], operations: readonly string[]): void {
  if (!operations.includes("update") && !operations.includes("delete")) return;
  const without = tables.filter(({ unidentified }) => unidentified).map(tableName);
  if (without.length === 0) return;
  throw new ToolError(
    "INVALID_INPUT",
    `Nothing identifies the rows of ${without.map((each) => `\`${identifier(each)}\``).join(", ")}: once published, each UPDATE and DELETE there would fail (55000).`,
    'Give them a primary key by plan_migration; or ALTER TABLE ... REPLICA IDENTITY FULL, which writes the whole old row to the WAL; or publish {"operations":["insert"]} of them alone.',
  );
}

const NAMED = `
  select g.given, n.nspname as schema, c.relname as name,
    case when c.relpersistence = 'p' then c.relkind::text end as kind, ${UNIDENTIFIED} as unidentified
  from pg_catalog.unnest($1::pg_catalog.text[]) with ordinality as g (given, at)
  left join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(g.given)
  left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  order by g.at`;

/** A partition is published with its table. */
const ALL = `
  select null as given, n.nspname as schema, c.relname as name, c.relkind::text as kind, ${UNIDENTIFIED} as unidentified
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence = 'p' and not c.relispartition
    and n.nspname not in ('information_schema', 'neon_dba') and n.nspname !~ '^pg_'
  order by n.nspname, c.relname`;
