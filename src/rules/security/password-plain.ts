import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, isText, lengthOf, matching, words } from "./facts/columns.ts";

export const passwordPlain: Rule<SecurityFacts> = {
  id: "password-plain",
  title: "A column for passwords",
  effect: "Whoever reads the table, a backup or a log has passwords that people use elsewhere too.",
  *check(facts) {
    for (const one of columnsOf(facts)) {
      const { column, name } = one;
      if (!isText(column) || !PASSWORD.test(words(column.name))) continue;
      // Exactly what bcrypt gives, or values that are known to be hashes.
      if (lengthOf(column) === 60 || matching(facts, one, "password hash") > 0) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is text and is called a password: nothing says that a hash is in it. Keep argon2id or bcrypt (with its parameters) in a column whose name says so, as password_hash.`,
        evidence: "rule",
      };
    }
  },
};

const PASSWORD =
  /^((user|admin|login|account|db|smtp|ftp|wifi)_)?(password|passwd|pwd|passphrase|passcode)(_(plain|text|clear))?$/;
