import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isChecked } from "../facts/checks.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const statusWithoutCheck: Rule<SchemaFacts> = {
  id: "status-without-check",
  title: "A state that may be any text",
  effect: "'Active', 'active' and 'actve' are three states, and no query finds all.",
  *check(facts) {
    for (const { table, column, name, spoken } of ownColumns(facts)) {
      if (
        !isText(column) ||
        !/^(\w+_)?(status|state|stage|phase|priority|severity|visibility|gender)$/.test(spoken)
      )
        continue;
      // the states of countries are many
      if (
        /address|country|billing|shipping|home|work|relay|oidc|oauth|csrf|saml|auth/.test(spoken) ||
        isOfAddress(table.columns)
      )
        continue;
      const isReference = table.constraints.some(
        ({ kind, columns }) => kind === "foreign key" && columns.includes(column.name),
      );
      if (isReference || isChecked(table, column.name)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} takes any text. List what it may be in a check, in an enum, or in a table that it refers to.`,
        evidence: "rule",
      };
    }
  },
};

const isOfAddress = (columns: readonly { readonly name: string }[]): boolean =>
  columns.some(({ name }) => /^(city|zip|zip_?code|postal_?code|street|country)$/i.test(name));
