import { quoteIdentifier } from "../../sql/quote.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, roleNamed, type SecurityFacts } from "../facts/security.ts";

export const defaultPrivilegesMissing: Rule<SecurityFacts> = {
  id: "default-privileges-missing",
  title: "The next table will be closed to the application",
  effect:
    "A migration that adds a table without a GRANT breaks the application, or somebody grants everything.",
  *check(facts) {
    const { catalog, model } = facts;
    for (const schema of catalog.schemas) {
      const tables = catalog.tables.filter((table) => table.schema === schema.name);
      const [owner] = new Set(
        model === undefined ? tables.map((table) => table.owner) : [model.owner],
      );
      if (owner === undefined || tables.length < MANY) continue;
      for (const name of meant(facts)) {
        const direct = tables.filter((table) =>
          table.grants.some(({ grantee }) => grantee === name),
        );
        const all = direct.length === tables.filter((table) => table.owner !== name).length;
        if (!all || direct.length < MANY || roleNamed(facts, name) === undefined) continue;
        const given = catalog.defaultPrivileges.some(
          (one) =>
            one.role === owner &&
            one.objects === "tables" &&
            (one.schema === null || one.schema === schema.name) &&
            one.grants.some(({ grantee }) => grantee === name),
        );
        if (given) continue;
        const may = facts.access.relation(name, nameOf(direct[0] ?? schemaless));
        const verbs = VERBS.filter((verb) => may.has(verb)).join(", ") || "SELECT";
        const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(owner)} IN SCHEMA ${quoteIdentifier(schema.name)}`;
        yield {
          level: model === undefined ? "info" : "warning",
          object: quoteIdentifier(schema.name),
          about: name,
          message: `${code(name)} may use all ${direct.length} tables of schema ${code(schema.name)}, but not those that ${code(owner)} will make there. Say so by default privileges.`,
          evidence: "measured",
          fix: `${head} GRANT ${verbs} ON TABLES TO ${quoteIdentifier(name)};`,
          rollback: `${head} REVOKE ${verbs} ON TABLES FROM ${quoteIdentifier(name)};`,
        };
      }
    }
  },
};

const MANY = 2;
const VERBS = ["SELECT", "INSERT", "UPDATE", "DELETE"];
const schemaless = { schema: "", name: "" };

/** Roles of applications by the model; without one, all that log in or are granted to those who do. */
const meant = (facts: SecurityFacts): string[] =>
  facts.model === undefined
    ? ordinaryRoles(facts).map(({ name }) => name)
    : [...facts.model.application, ...facts.model.read_only];
