import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const domainWithoutCheck: Rule<SchemaFacts> = {
  id: "domain-without-check",
  title: "A domain that refuses nothing",
  effect: "Who reads the schema takes the name for a promise that nothing keeps.",
  *check({ catalog }) {
    for (const type of catalog.types) {
      if (type.kind !== "domain" || type.notNull !== null) continue;
      if (type.constraints.length > 0 || type.default !== null || type.collation !== null) continue;
      // a length or precision is a limit, and another domain may have a check
      if (/\(\d/.test(type.baseType) || isDomain(type.baseType)) continue;
      yield {
        level: "info",
        object: nameOf(type),
        message: `Domain ${code(nameOf(type))} takes every ${type.baseType}: it has no check. Add one: ALTER DOMAIN ${nameOf(type)} ADD CHECK (...), or use ${type.baseType}.`,
        evidence: "measured",
      };
    }
    function isDomain(name: string): boolean {
      return catalog.types.some((one) => one.kind === "domain" && nameOf(one) === name);
    }
  },
};
