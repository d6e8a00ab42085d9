import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, isText, ownColumns } from "../facts/columns.ts";

export const defaultSecret: Rule<SchemaFacts> = {
  id: "default-secret",
  title: "A password or token with a default",
  effect: "Who reads the schema knows the secret of every row that was written without one.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name, spoken } = found;
      const constant = facts.answers.defaults.get(name)?.constant;
      if (!isText(column) || constant === undefined || constant === "" || column.default === null)
        continue;
      if (
        !/(^|_)(password|passwd|pwd|passphrase|secret|token|api_?key|access_?key|private_?key|pin|otp|salt|password_hash|hashed_password)$/.test(
          spoken,
        )
      )
        continue;
      if (/^(null|none|n\/a|unset|!|\*|x|-)$/i.test(constant)) continue;
      yield {
        level: "error",
        object: name,
        message: `${code(name)} has a constant as its default: every row without a value of its own has the same secret, which stands in the schema. Drop the default, and change the secrets that are equal to it.`,
        evidence: "measured",
        fix: `${alterColumn(found)} DROP DEFAULT;`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
