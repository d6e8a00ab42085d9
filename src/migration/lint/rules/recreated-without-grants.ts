import type { Grant } from "../../../postgres/catalog/model/common.ts";
import type { LintRule } from "../rule.ts";
import { drops } from "./facts/drops.ts";
import { code, listed, relationsOf } from "./facts/names.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { final, inUse } from "./facts/set.ts";

export const recreatedWithoutGrants: LintRule = {
  id: "recreated-without-grants",
  title: "Dropped and made anew without its grants",
  condition:
    "A table or view is dropped and created again under its name, and roles that had privileges have none.",
  effect: "Applications that connect as these roles fail with 42501.",
  workaround:
    "CREATE OR REPLACE VIEW keeps grants; after DROP and CREATE, GRANT again in the same transaction.",
  *check(set) {
    const last = final(set);
    for (const at of set.statements)
      for (const { name } of drops(at, "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_TABLE")) {
        const before = relationsOf(at.before).get(name);
        const now = last && relationsOf(last).get(name);
        if (before === undefined || now === undefined || !inUse(set, at, name)) continue;
        const had = before.grants.filter(({ grantee }) => grantee !== before.owner);
        const left = had.filter((grant) => !now.grants.some((other) => covers(other, grant)));
        if (left.length === 0) continue;
        yield {
          level: "error",
          at,
          object: name,
          message: `${code(name)} is dropped and made anew, but not granted again to ${listed(left.map(roleOf))}: applications that connect so fail. Use CREATE OR REPLACE where the columns allow it, or GRANT in the same transaction.`,
          evidence: "measured",
          fix: left
            .map(
              ({ privileges, grantee }) =>
                `GRANT ${privileges.join(", ")} ON ${name} TO ${grantee === null ? "PUBLIC" : quoteIdentifier(grantee)};`,
            )
            .join("\n"),
        };
      }
  },
};

const roleOf = ({ grantee }: Grant): string => grantee ?? "PUBLIC";

const covers = (now: Grant, before: Grant): boolean =>
  now.grantee === before.grantee &&
  before.privileges.every((privilege) => now.privileges.includes(privilege));
