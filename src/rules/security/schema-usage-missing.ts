import { quoteIdentifier } from "../../sql/quote.ts";
import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";

export const schemaUsageMissing: Rule<SecurityFacts> = {
  id: "schema-usage-missing",
  title: "Privileges in a schema that the role may not use",
  effect: "Every query on these objects fails with `permission denied for schema`.",
  *check(facts) {
    for (const schema of facts.catalog.schemas) {
      const objects = new Map<string, string[]>();
      for (const object of [
        ...facts.catalog.tables,
        ...facts.catalog.views,
        ...facts.catalog.sequences,
      ]) {
        if (object.schema !== schema.name) continue;
        for (const { grantee } of object.grants)
          if (grantee !== null && grantee !== object.owner)
            objects.set(grantee, [...(objects.get(grantee) ?? []), nameOf(object)]);
      }
      for (const [grantee, names] of objects) {
        const role = roleNamed(facts, grantee);
        if (
          role === undefined ||
          role.superuser ||
          facts.access.schema(grantee, schema.name).has("USAGE")
        )
          continue;
        // Whoever is a member may have it otherwise.
        if (
          members(facts, grantee).some((name) =>
            facts.access.schema(name, schema.name).has("USAGE"),
          )
        )
          continue;
        const [to, on] = [quoteIdentifier(grantee), quoteIdentifier(schema.name)];
        yield {
          level: "warning",
          object: quoteIdentifier(schema.name),
          about: grantee,
          message: `${code(grantee)} has privileges on ${listed(names)}, but no USAGE on schema ${code(schema.name)}: it cannot reach them. Grant USAGE, or revoke the privileges.`,
          evidence: "measured",
          fix: `GRANT USAGE ON SCHEMA ${on} TO ${to};`,
          rollback: `REVOKE USAGE ON SCHEMA ${on} FROM ${to};`,
        };
      }
    }
  },
};

const members = ({ reach }: SecurityFacts, of: string): string[] =>
  reach.flatMap(({ member, role, inherits }) => (role === of && inherits ? [member] : []));
