import type { Session } from "../../../core/session.ts";
import { qualified } from "../../../sql/quote.ts";
import type { Framework } from "../../folder/set.ts";

/** What a migration tool has written down on the target. */
export interface FrameworkLedger {
  /** Qualified and quoted. */
  readonly table: string;
  readonly rows: readonly LedgerRow[];
  /** It keeps the last version alone. */
  readonly lastOnly: boolean;
}

export interface LedgerRow {
  readonly version: string;
  readonly checksum: string | null;
  /** It was begun and did not end well. */
  readonly failed: boolean;
}

interface Keeping {
  readonly table: string;
  /** Columns of `LedgerRow`, as SQL. */
  readonly select: readonly [version: string, checksum: string, failed: string];
  readonly where?: string;
  readonly lastOnly?: boolean;
}

/** Names and columns as the tools create them; where the schema is theirs to choose, any. */
const KEEPING: Readonly<Record<Exclude<Framework, "sql">, Keeping>> = {
  alembic: { table: "alembic_version", select: ["version_num", "null", "false"], lastOnly: true },
  prisma: {
    table: "_prisma_migrations",
    select: ["migration_name", "checksum", "finished_at is null"],
    where: "rolled_back_at is null",
  },
  drizzle: { table: "__drizzle_migrations", select: ["created_at", "hash", "false"] },
  "node-pg-migrate": { table: "pgmigrations", select: ["name", "null", "false"] },
  dbmate: { table: "schema_migrations", select: ["version", "null", "false"] },
  flyway: {
    table: "flyway_schema_history",
    select: ["version", "null", "not success"],
    where: "version is not null",
  },
  "golang-migrate": {
    table: "schema_migrations",
    select: ["version", "null", "dirty"],
    lastOnly: true,
  },
  "graphile-migrate": {
    table: "migrations",
    select: ["substring(filename from '^[0-9]+')", "hash", "false"],
  },
};

/** Undefined where the tool has none there, or one of another form. */
export async function readFrameworkLedger(
  session: Session,
  framework: Framework,
): Promise<FrameworkLedger | undefined> {
  if (framework === "sql") return undefined;
  const { table, select, where = "true", lastOnly = false } = KEEPING[framework];
  const [found] = await session.query<{ schema: string }>(
    `select n.nspname as schema from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relname = $1 and c.relkind in ('r', 'p')
       and ($1 <> 'migrations' or n.nspname = 'graphile_migrate')
       and pg_catalog.has_schema_privilege(n.oid, 'usage')
       and pg_catalog.has_table_privilege(c.oid, 'select')
     order by n.nspname = 'public' desc, n.nspname limit 1`,
    [table],
  );
  if (found === undefined) return undefined;
  const name = qualified(found.schema, table);
  const [version, checksum, failed] = select;
  const rows = await session
    .query(
      `select (${version})::text as version, (${checksum})::text as checksum, (${failed}) as failed
       from ${name} where ${where}`,
    )
    .catch(() => undefined);
  return rows && { table: name, lastOnly, rows: rows as unknown as readonly LedgerRow[] };
}
