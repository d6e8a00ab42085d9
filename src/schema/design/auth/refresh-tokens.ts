import { qualified } from "../../../sql/quote.ts";
import { column } from "../build/columns.ts";
import type { Ground } from "../build/ground.ts";
import type { DesignedRoutine, DesignedTable } from "../tables.ts";
import type { AuthPart, Users } from "./part.ts";
import {
  authTable,
  created,
  digestCheck,
  digestColumn,
  expires,
  expiryCheck,
  idColumn,
  moment,
  ofLiveUser,
  uniqueDigest,
  userColumn,
  userKey,
} from "./part.ts";

const FAMILIES = "refresh_token_families";
const NAME = "refresh_tokens";

/** Rotation with families (RFC 9700, 4.14.2): a token that comes back after it was used ends all that came from the same sign-in. */
export const refreshTokens: AuthPart = (ground, users) => ({
  tables: [families(ground, users), tokens(ground, users)],
  routines: [rotate(ground, users)],
  purges: [{ table: FAMILIES, column: "expires_at", days: 0 }],
});

const families = (ground: Ground, users: Users): DesignedTable =>
  authTable(ground, {
    name: FAMILIES,
    comment: "One sign-in each, and all refresh tokens that came from it.",
    columns: [
      idColumn(ground),
      userColumn(users),
      created,
      expires,
      moment("revoked_at", "Since when none of its tokens is worth anything."),
      column("revoked_because", "text", {
        notNull: false,
        comment: "signed_out, reused or admin.",
      }),
    ],
    primaryKey: ["id"],
    checks: [
      expiryCheck(FAMILIES),
      {
        name: `${FAMILIES}_revoked_because_check`,
        expression: "revoked_because IN ('signed_out', 'reused', 'admin')",
      },
      {
        name: `${FAMILIES}_check`,
        expression: "(revoked_at IS NULL) = (revoked_because IS NULL)",
      },
    ],
    foreignKeys: [userKey(ground, users, FAMILIES)],
    expectedRows: users.rows * 2,
  });

const tokens = (ground: Ground, users: Users): DesignedTable =>
  authTable(ground, {
    name: NAME,
    comment: "Refresh tokens of a family; one of them is unused, the others have been rotated.",
    columns: [
      idColumn(ground),
      column("family_id", "uuid"),
      digestColumn(),
      created,
      moment(
        "used_at",
        "When it was exchanged for the next one; it is kept to notice that it comes back.",
      ),
    ],
    primaryKey: ["id"],
    unique: [
      uniqueDigest(NAME),
      {
        name: `${NAME}_family_id_key`,
        columns: ["family_id"],
        nullsNotDistinct: false,
        where: "used_at IS NULL",
      },
    ],
    checks: [digestCheck(NAME)],
    foreignKeys: [
      {
        name: `${NAME}_family_id_fkey`,
        columns: ["family_id"],
        references: { schema: ground.model.schema, table: FAMILIES, columns: ["id"] },
        onDelete: "CASCADE",
        onUpdate: "NO ACTION",
      },
    ],
    expectedRows: users.rows * 20,
  });

/**
 * The family's row is locked, so that of two requests with the same token one is the reuse. Reuse is a result and no error: an error would
 * undo the revocation with the transaction.
 */
function rotate(ground: Ground, users: Users): DesignedRoutine {
  const { schema } = ground.model;
  const [token, family] = [qualified(schema, NAME), qualified(schema, FAMILIES)];
  return {
    forTriggers: false,
    signature: "rotate_refresh_token(bytea, bytea)",
    sql: `CREATE FUNCTION ${qualified(schema, "rotate_refresh_token")}(presented bytea, replacement bytea,
  OUT outcome text, OUT user_id ${users.keyType})
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  token ${token};
  family ${family};
BEGIN
  SELECT * INTO token FROM ${token} AS t WHERE t.token_digest = presented;
  IF NOT FOUND THEN
    outcome := 'unknown';
    RETURN;
  END IF;
  SELECT * INTO family FROM ${family} AS f WHERE f.id = token.family_id${ofLiveUser(ground, users, "f")} FOR UPDATE;
  SELECT * INTO token FROM ${token} AS t WHERE t.id = token.id;
  IF family.id IS NULL OR family.revoked_at IS NOT NULL THEN
    outcome := 'revoked';
  ELSIF token.used_at IS NOT NULL THEN
    UPDATE ${family} AS f SET revoked_at = now(), revoked_because = 'reused' WHERE f.id = family.id;
    outcome := 'reused';
  ELSIF family.expires_at <= now() THEN
    outcome := 'expired';
  ELSE
    UPDATE ${token} AS t SET used_at = now() WHERE t.id = token.id;
    INSERT INTO ${token} (family_id, token_digest) VALUES (family.id, replacement);
    outcome := 'rotated';
    user_id := family.user_id;
  END IF;
END $$`,
    comment:
      "Exchanges a refresh token for the next one, both as SHA-256. The outcome is rotated (with the user), reused (the family is revoked now: have the user sign in again, and tell them), revoked, expired or unknown.",
  };
}
