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

const NAME = "magic_links";

export const magicLinks: AuthPart = (ground, users) => {
  const table = qualified(ground.model.schema, NAME);
  return {
    tables: [
      authTable(ground, {
        name: NAME,
        comment: "Links sent by mail, each good for one sign-in within its time.",
        columns: [
          idColumn(ground),
          userColumn(users),
          digestColumn(),
          created,
          expires,
          moment("used_at", "When it was followed; it cannot be followed again."),
        ],
        primaryKey: ["id"],
        unique: [uniqueDigest(NAME)],
        checks: [
          digestCheck(NAME),
          expiryCheck(NAME),
          {
            name: `${NAME}_lifetime_check`,
            expression: "expires_at <= created_at + interval '1 hour'",
          },
        ],
        foreignKeys: [userKey(ground, users, NAME)],
        expectedRows: users.rows,
      }),
    ],
    routines: [
      {
        forTriggers: false,
        signature: "use_magic_link(bytea)",
        sql: `CREATE FUNCTION ${qualified(ground.model.schema, "use_magic_link")}(digest bytea) RETURNS ${users.keyType}
LANGUAGE sql SET search_path = '' AS $$
  UPDATE ${table} AS link SET used_at = now()
  WHERE link.token_digest = digest AND link.used_at IS NULL AND link.expires_at > now()${ofLiveUser(ground, users, "link")}
  RETURNING link.user_id
$$`,
        comment:
          "The user of a link by the SHA-256 of its token, once: null when it was used before, has expired, or never was.",
      },
    ],
    purges: [{ table: NAME, column: "expires_at", days: 0 }],
  };
};
