import { quoteIdentifier } from "../../sql/quote.ts";
import { grantedObjects } from "../../schema/access/objects.ts";
import { code, listed, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { objectOf } from "./facts/objects.ts";

export const ownerIsPerson: Rule<SecurityFacts> = {
  id: "owner-is-person",
  title: "Objects that belong to a person or an application",
  effect: "Their owner drops and changes them, and the role cannot be removed without them.",
  *check({ catalog, model }) {
    if (model === undefined) return;
    const objects = grantedObjects(catalog);
    for (const name of [...model.people, ...model.application, ...model.read_only]) {
      if (name === model.owner || name === model.migration) continue;
      const own = objects.filter(({ owner, alter }) => owner === name && alter !== null);
      if (own.length === 0) continue;
      const sql = (to: string): string =>
        own.map(({ alter }) => `ALTER ${alter ?? ""} OWNER TO ${to};`).join("\n");
      yield {
        level: "error",
        object: roleName(name),
        message: `${code(name)} owns ${listed(own.map(objectOf))}: it may drop and alter them whatever is granted. Give them to ${code(model.owner)}.`,
        evidence: "measured",
        fix: sql(quoteIdentifier(model.owner)),
        rollback: sql(quoteIdentifier(name)),
      };
    }
  },
};
