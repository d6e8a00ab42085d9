import type { Ground } from "../build/ground.ts";
import type {
  DesignedColumn,
  DesignedForeignKey,
  DesignedPurge,
  DesignedRoutine,
  DesignedTable,
} from "../tables.ts";
import { qualified } from "../../../sql/quote.ts";
import { column } from "../build/columns.ts";
import { newUuid } from "../build/ground.ts";

/** Whose sign-in it is. */
export interface Users {
  readonly table: string;
  readonly keyType: string;
  readonly rows: number;
  /** Of a row of theirs, `AND`ed: those who are deleted softly do not sign in. */
  readonly live: string | null;
}

/** What one part of signing in adds to a design. */
export interface AuthTables {
  readonly tables: readonly DesignedTable[];
  readonly routines: readonly DesignedRoutine[];
  readonly purges: readonly DesignedPurge[];
}

export type AuthPart = (ground: Ground, users: Users) => AuthTables;

const time = "timestamp with time zone";

export const authTable = (
  { model, name }: Ground,
  table: Pick<DesignedTable, "name" | "comment" | "columns" | "primaryKey" | "expectedRows"> &
    Partial<DesignedTable>,
): DesignedTable => ({
  schema: model.schema,
  entity: null,
  unique: [],
  checks: [],
  foreignKeys: [],
  livePredicate: null,
  tenantColumn: null,
  values: [],
  primaryKeyName: name(table.name, "_pkey"),
  ...table,
});

export const idColumn = ({ model }: Ground): DesignedColumn =>
  column("id", "uuid", { default: newUuid(model) });

export const userColumn = ({ keyType }: Users): DesignedColumn => column("user_id", keyType);

export const userKey = ({ model }: Ground, { table }: Users, from: string): DesignedForeignKey => ({
  name: `${from}_user_id_fkey`,
  columns: ["user_id"],
  references: { schema: model.schema, table, columns: ["id"] },
  onDelete: "CASCADE",
  onUpdate: "NO ACTION",
});

/** `AND` a user who is not deleted, of the row that `alias` names; nothing where users are deleted for good. */
export const ofLiveUser = ({ model }: Ground, { table, live }: Users, alias: string): string =>
  live === null
    ? ""
    : `\n    AND EXISTS (SELECT FROM ${qualified(model.schema, table)} WHERE id = ${alias}.user_id AND ${live})`;

/** SHA-256 of a random token of at least 128 bits: nothing that a reader of the table could send. */
export const digestColumn = (name = "token_digest"): DesignedColumn =>
  column(name, "bytea", {
    comment: "SHA-256 of the token, which is random (32 bytes) and stored nowhere.",
  });

export const digestCheck = (table: string) => ({
  name: `${table}_token_digest_check`,
  expression: "octet_length(token_digest) = 32",
});

export const uniqueDigest = (table: string) => ({
  name: `${table}_token_digest_key`,
  columns: ["token_digest"],
  nullsNotDistinct: false,
  where: null,
});

export const created = column("created_at", time, { default: "now()" });
export const expires = column("expires_at", time, { comment: "From then on it is worth nothing." });
export const moment = (name: string, comment: string): DesignedColumn =>
  column(name, time, { notNull: false, comment });

export const expiryCheck = (table: string) => ({
  name: `${table}_expires_at_check`,
  expression: "expires_at > created_at",
});
