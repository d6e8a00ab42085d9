import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { code } from "./facts/names.ts";
import { inUse } from "./facts/set.ts";
import { bare } from "./facts/types.ts";

export const changeTypeForClients: LintRule = {
  id: "change-type-for-clients",
  title: "Type that clients see changes",
  condition: "A column that was there gets a type of another kind.",
  effect:
    'Clients decode other values, comparisons with old parameter types fail, and prepared statements fail once ("cached plan must not change result type").',
  workaround: "Add a column of the new type beside it and let clients move over.",
  *check(set) {
    for (const at of set.statements)
      for (const { name, retyped } of changesOf(at).altered)
        for (const { before, after } of inUse(set, at, name) ? retyped : []) {
          const [old, now] = [bare(before.type), bare(after.type)];
          if (old === now || (TEXTS.has(old) && TEXTS.has(now))) continue;
          yield {
            level: "warning",
            at,
            object: `${name}.${quoteIdentifier(after.name)}`,
            message: `Clients of ${code(name)} see ${code(now)} where ${code(after.name)} was ${code(old)}: drivers decode it otherwise, parameters of the old type may not fit, and prepared statements that return it fail until they are prepared anew. Deploy an application that copes with both first, or add a column beside it.`,
            evidence: "rule",
          };
        }
  },
};

const TEXTS = new Set(["text", "character varying"]);
