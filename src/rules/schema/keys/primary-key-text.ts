import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { ownTables } from "../facts/tables.ts";
import { baseTypes } from "../facts/types.ts";

/** Of a natural key that is the same forever, as of countries and currencies. */
const CODE = 8;

export const primaryKeyText: Rule<SchemaFacts> = {
  id: "primary-key-text",
  title: "A text that means something as primary key",
  effect:
    "When it changes, all that refers to it changes, and each of them and their indexes hold the text.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    const referred = new Set(foreignKeysOf(catalog).map(({ target }) => nameOf(target)));
    for (const table of ownTables(catalog)) {
      const key = table.constraints.find(({ kind }) => kind === "primary key");
      const [name] = key?.columns.length === 1 ? key.columns : [];
      const column = table.columns.find((one) => one.name === name);
      if (column === undefined) continue;
      if (!/^(text|character varying|character|bpchar|.*\bcitext)$/.test(base(column.type)))
        continue;
      const length = Number(/\((\d+)\)$/.exec(column.type)?.[1] ?? Infinity);
      // An id that the application makes is text, too, and never changes; a table of values is there for their names.
      if (
        length <= CODE ||
        /^(id|uuid|ulid|key|value)$|_(id|uuid|code|key)$|^(code|slug_id)$/i.test(column.name)
      )
        continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} has the text ${code(column.name)} as its key${referred.has(nameOf(table)) ? ", and other tables refer by it" : ""}: a text that means something changes one day. Give it a key without meaning, and make this one unique.`,
        evidence: "rule",
      };
    }
  },
};
