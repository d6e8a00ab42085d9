import { column } from "../build/columns.ts";
import { authTable, created, userColumn, userKey } from "./part.ts";
import type { AuthPart } from "./part.ts";

const NAME = "password_credentials";

const salt = "[A-Za-z0-9+/.]{11,}";
const hash = "[A-Za-z0-9+/.]{27,}";

/**
 * PHC strings (https://github.com/P-H-C/phc-string-format) of Argon2id, scrypt and PBKDF2, and bcrypt's own form: algorithm, parameters,
 * salt and hash in one value. A password, or a bare digest of one, is none of these.
 */
const forms = [
  `argon2id\\$v=\\d+\\$m=\\d+,t=\\d+,p=\\d+\\$${salt}\\$${hash}`,
  `scrypt\\$ln=\\d+,r=\\d+,p=\\d+\\$${salt}\\$${hash}`,
  `pbkdf2-sha(256|512)\\$i=\\d+(,l=\\d+)?\\$${salt}\\$${hash}`,
  `2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}`,
];

export const password: AuthPart = (ground, users) => ({
  tables: [
    authTable(ground, {
      name: NAME,
      comment:
        "One password of a user, in a table of its own, so that reading users never reads it. Verified by the application; replace the hash at sign-in when `algorithm` or its parameters are out of date.",
      columns: [
        userColumn(users),
        column("password_hash", "text", {
          comment:
            "PHC string with algorithm, parameters, salt and hash: $argon2id$v=19$m=19456,t=2,p=1$...",
        }),
        column("algorithm", "text", {
          generated: "split_part(password_hash, '$', 2)",
          comment: "To find hashes that are to be replaced.",
        }),
        created,
        column("updated_at", "timestamp with time zone", {
          default: "now()",
          comment: "When the password was changed, set by a trigger.",
        }),
      ],
      primaryKey: ["user_id"],
      checks: [
        {
          name: `${NAME}_password_hash_check`,
          expression: `password_hash ~ '^\\$(${forms.join("|")})$'`,
        },
      ],
      foreignKeys: [userKey(ground, users, NAME)],
      expectedRows: users.rows,
    }),
  ],
  routines: [],
  purges: [],
});
