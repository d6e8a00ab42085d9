import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { isText } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const entityAttributeValue: Rule<SchemaFacts> = {
  id: "entity-attribute-value",
  title: "Columns kept as rows",
  effect:
    "Values have no type, no constraint and no NOT NULL, and a row of five attributes is five joins.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const [attribute, value] = [ATTRIBUTE, VALUE].map((pattern) =>
        table.columns.find((column) => isText(column) && pattern.test(words(column.name))),
      );
      const isOfRows = table.constraints.some(({ kind }) => kind === "foreign key");
      // beside more than these, the row has something of its own to say
      if (attribute === undefined || value === undefined || !isOfRows || table.columns.length > 7)
        continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} keeps attributes as rows: ${code(attribute.name)} names them, and all values are ${value.type}. Make columns of those that are known, and one jsonb of the rest.`,
        evidence: "rule",
      };
    }
  },
};

const ATTRIBUTE =
  /^(\w+_)?(attribute|attr|property|prop|field|meta_?key|option|key|param(eter)?)(_?(name|key))?$/;
const VALUE = /^(\w+_)?(value|val|meta_?value|string_value|text_value)$/;
