import type { AuthPart as PartName, Entity, Model } from "../model.ts";
import type { Ground } from "../build/ground.ts";
import { keyType } from "../build/ground.ts";
import { ASSUMED_ROWS } from "../build/entity-table.ts";
import { column, keyColumn } from "../build/columns.ts";
import { liveOf } from "../build/unique.ts";
import type { DesignedTable } from "../tables.ts";
import { magicLinks } from "./magic-links.ts";
import { oauth } from "./oauth.ts";
import type { AuthPart, AuthTables } from "./part.ts";
import { authTable, created } from "./part.ts";
import { password } from "./password.ts";
import { refreshTokens } from "./refresh-tokens.ts";
import { sessions } from "./sessions.ts";

const parts: Readonly<Record<PartName, AuthPart>> = {
  password,
  sessions,
  refresh_tokens: refreshTokens,
  oauth,
  magic_links: magicLinks,
};

/** What those who sign in are called, the likeliest first. */
const USERS = [
  "users",
  "user",
  "app_users",
  "accounts",
  "account",
  "members",
  "customers",
  "people",
];

/** The entity whose rows sign in; undefined where the design has to make one. */
export const usersOf = ({ entities }: Pick<Model, "entities">): Entity | undefined =>
  USERS.map((name) => entities.find((entity) => entity.name === name)).find(Boolean);

/** Tables for signing in: what is stored cannot be sent back to sign in with. */
export function authOf(ground: Ground): AuthTables {
  const { model } = ground;
  if (model.auth.length === 0) return { tables: [], routines: [], purges: [] };
  const entity = usersOf(model);
  const users = {
    table: entity?.name ?? "users",
    keyType: keyType(entity ?? { key: "uuid" }),
    rows: entity?.expectedRows ?? ASSUMED_ROWS,
    live: entity === undefined ? null : liveOf(entity),
  };
  const made = model.auth.map((part) => parts[part](ground, users));
  return {
    tables: [
      ...(entity === undefined ? [usersTable(ground)] : []),
      ...made.flatMap(({ tables }) => tables),
    ],
    routines: made.flatMap(({ routines }) => routines),
    purges: made.flatMap(({ purges }) => purges),
  };
}

/** An address in lower case is one address however it was typed. */
const usersTable = (ground: Ground): DesignedTable =>
  authTable(ground, {
    name: "users",
    comment: "Who signs in. PII: email. Deleting a row deletes all that signs in with it.",
    columns: [
      { ...keyColumn(ground, { key: "uuid" }), member: null },
      column("email", "text", { comment: "In lower case. PII." }),
      column("email_verified_at", "timestamp with time zone", {
        notNull: false,
        comment: "When somebody followed a link sent there.",
      }),
      created,
      column("updated_at", "timestamp with time zone", {
        default: "now()",
        comment: "Of the last change, set by a trigger.",
      }),
    ],
    primaryKey: ["id"],
    unique: [{ name: "users_email_key", columns: ["email"], nullsNotDistinct: false, where: null }],
    checks: [
      {
        name: "users_email_check",
        expression: "email = lower(email) AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'",
      },
    ],
    expectedRows: ASSUMED_ROWS,
  });
