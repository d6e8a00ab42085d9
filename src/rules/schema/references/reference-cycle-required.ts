import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { cyclesOf } from "../facts/cycles.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const referenceCycleRequired: Rule<SchemaFacts> = {
  id: "reference-cycle-required",
  title: "Tables that require each other",
  effect: "No first row can be inserted into any of them, and none of the rows be deleted.",
  *check({ catalog }) {
    const required = foreignKeysOf(catalog).filter(
      ({ table, target, constraint }) =>
        table !== target && constraint.columns.every((name) => isNotNull(table, name)),
    );
    for (const cycle of cyclesOf(required)) {
      const names = cycle.map(({ table }) => nameOf(table));
      const late = cycle.filter(({ constraint }) => constraint.deferrable);
      yield {
        level: late.length === 0 ? "error" : "info",
        object: names[0] ?? "",
        about: names.slice(1).join(),
        message:
          late.length === 0
            ? `Each row of ${listed(names)} needs one of the next that is already there: none can be the first. Let one column be null, or make ${code(cycle[0]?.name ?? "")} DEFERRABLE INITIALLY DEFERRED.`
            : `Rows of ${listed(names)} need each other, which goes by ${code(late[0]?.name ?? "")} being checked at the end of the transaction: insert and delete them in one.`,
        evidence: "measured",
      };
    }
  },
};
