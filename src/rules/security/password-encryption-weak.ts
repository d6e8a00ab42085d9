import { quoteIdentifier } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const passwordEncryptionWeak: Rule<SecurityFacts> = {
  id: "password-encryption-weak",
  title: "Role passwords are kept as MD5",
  effect: "The MD5 of a password is as good as the password, and goes away after Postgres 18.",
  *check({ database, roles }) {
    const message = (where: string): string =>
      `Passwords that are set ${where} are kept as MD5, which logs in as well as the password and is no longer supported after Postgres 18. Take scram-sha-256 and set the passwords again.`;
    const name = quoteIdentifier(database.name);
    if (database.set.includes("password_encryption=md5"))
      yield {
        level: "error",
        object: `database ${name}`,
        message: message(`in database ${code(database.name)}`),
        evidence: "measured",
        fix: `ALTER DATABASE ${name} RESET password_encryption;`,
        rollback: `ALTER DATABASE ${name} SET password_encryption = 'md5';`,
      };
    else if (database.settings.get("password_encryption") === "md5")
      yield {
        level: "error",
        object: `database ${name}`,
        message: message("on this server"),
        evidence: "measured",
      };
    for (const role of roles)
      if (role.settings.includes("password_encryption=md5"))
        yield {
          level: "error",
          object: roleName(role.name),
          message: message(`by ${code(role.name)}`),
          evidence: "measured",
          fix: `ALTER ROLE ${quoteIdentifier(role.name)} RESET password_encryption;`,
          rollback: `ALTER ROLE ${quoteIdentifier(role.name)} SET password_encryption = 'md5';`,
        };
  },
};
