import { grantedObjects } from "../../schema/access/objects.ts";
import { withoutLedger } from "../../schema/without-ledger.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { purposeOf } from "../facts/model.ts";
import { objectOf } from "./facts/objects.ts";

export const modelOwnerDiffers: Rule<SecurityFacts> = {
  id: "model-owner-differs",
  title: "An object belongs to another role than the model says",
  effect: "Default privileges of the owner do not reach it, and migrations cannot change it.",
  *check(facts) {
    const { model, isText } = facts;
    if (model === undefined || isText || roleNamed(facts, model.owner) === undefined) return;
    for (const object of grantedObjects(withoutLedger(facts.catalog))) {
      const { owner, alter } = object;
      if (alter === null || owner === model.owner || owner === "pg_database_owner") continue;
      // What belongs to people and applications is told by a rule of its own.
      const purpose = purposeOf(model, owner);
      if (purpose !== undefined && purpose !== "migration") continue;
      if (roleNamed(facts, owner)?.superuser === true) continue;
      yield {
        level: "warning",
        object: objectOf(object),
        message: `${code(objectOf(object))} belongs to ${code(owner)}; by the model ${code(model.owner)} owns what there is. Give it over, or migrate as the owner (SET ROLE).`,
        evidence: "measured",
        fix: `ALTER ${alter} OWNER TO ${quoteIdentifier(model.owner)};`,
        rollback: `ALTER ${alter} OWNER TO ${quoteIdentifier(owner)};`,
      };
    }
  },
};
