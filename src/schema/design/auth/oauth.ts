import { column } from "../build/columns.ts";
import type { AuthPart } from "./part.ts";
import { authTable, created, idColumn, userColumn, userKey } from "./part.ts";

const NAME = "oauth_identities";

export const oauth: AuthPart = (ground, users) => ({
  tables: [
    authTable(ground, {
      name: NAME,
      comment:
        "Accounts elsewhere with which a user signs in. The provider's tokens are not kept: they are used once, at sign-in.",
      columns: [
        idColumn(ground),
        userColumn(users),
        column("provider", "text", { comment: "In lower case: google, github." }),
        column("subject", "text", {
          comment:
            "The provider's own id of the account (`sub`), which does not change as addresses do. PII.",
        }),
        created,
      ],
      primaryKey: ["id"],
      unique: [
        {
          name: `${NAME}_provider_subject_key`,
          columns: ["provider", "subject"],
          nullsNotDistinct: false,
          where: null,
        },
      ],
      checks: [
        { name: `${NAME}_provider_check`, expression: "provider ~ '^[a-z][a-z0-9_-]*$'" },
        { name: `${NAME}_subject_check`, expression: "subject <> ''" },
      ],
      foreignKeys: [userKey(ground, users, NAME)],
      expectedRows: users.rows,
    }),
  ],
  routines: [],
  purges: [],
});
