import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, words } from "./facts/columns.ts";

export const passwordHashWithoutAlgorithm: Rule<SecurityFacts> = {
  id: "password-hash-without-algorithm",
  title: "A password hash that does not say how it was made",
  effect: "The algorithm and its parameters cannot be raised without locking everybody out.",
  *check(facts) {
    for (const { table, column, name } of columnsOf(facts)) {
      if (column.type !== "bytea" || !/pass(word)?_?(hash|digest)/.test(words(column.name)))
        continue;
      const says = table.columns.some((other) =>
        /algo|params|cost|iterations|kdf|scheme|version/.test(words(other.name)),
      );
      if (says) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is bytea, and no column says by which algorithm and parameters it was made. Keep the PHC string ($argon2id$v=19$...) as text, or a column for the algorithm.`,
        evidence: "rule",
      };
    }
  },
};
