import { qualified } from "../../../sql/quote.ts";
import type { AuthPart } from "./part.ts";
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

const NAME = "sessions";

export const sessions: AuthPart = (ground, users) => {
  const table = qualified(ground.model.schema, NAME);
  return {
    tables: [
      authTable(ground, {
        name: NAME,
        comment:
          "Signed-in browsers and devices. Neither addresses nor user agents are kept: they are PII that no query needs.",
        columns: [
          idColumn(ground),
          userColumn(users),
          digestColumn(),
          created,
          expires,
          moment("revoked_at", "When the user signed out, or was signed out."),
        ],
        primaryKey: ["id"],
        unique: [uniqueDigest(NAME)],
        checks: [digestCheck(NAME), expiryCheck(NAME)],
        foreignKeys: [userKey(ground, users, NAME)],
        expectedRows: users.rows * 2,
      }),
    ],
    routines: [
      {
        forTriggers: false,
        signature: "find_session(bytea)",
        sql: `CREATE FUNCTION ${qualified(ground.model.schema, "find_session")}(digest bytea) RETURNS ${users.keyType}
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT session.user_id FROM ${table} AS session
  WHERE session.token_digest = digest AND session.revoked_at IS NULL AND session.expires_at > now()${ofLiveUser(ground, users, "session")}
$$`,
        comment:
          "The user of a session that is neither revoked nor expired, by the SHA-256 of its token; null otherwise.",
      },
    ],
    purges: [{ table: NAME, column: "expires_at", days: 0 }],
  };
};
