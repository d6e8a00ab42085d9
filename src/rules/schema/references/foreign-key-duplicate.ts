import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { declaration, foreignKeysOf, type ForeignKey } from "../facts/references.ts";

export const foreignKeyDuplicate: Rule<SchemaFacts> = {
  id: "foreign-key-duplicate",
  title: "The same foreign key twice",
  effect: "Each write checks it twice, and where their actions differ the stricter one wins.",
  *check({ catalog }) {
    const seen = new Map<string, ForeignKey>();
    for (const key of foreignKeysOf(catalog)) {
      const { table, constraint, references } = key;
      const pairs = constraint.columns.map((name, at) => `${name}>${references.columns[at] ?? ""}`);
      const text = JSON.stringify([nameOf(table), references.table, pairs.toSorted()]);
      const first = seen.get(text);
      if (first === undefined) {
        seen.set(text, key);
        continue;
      }
      const differs = first.references.onDelete !== references.onDelete;
      yield {
        level: "warning",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(constraint.name)} says again what ${code(first.name)} says of ${listed(constraint.columns)}${differs ? `, with ON DELETE ${references.onDelete.toUpperCase()} instead of ${first.references.onDelete.toUpperCase()}` : ""}: each write is checked twice. Drop one.`,
        evidence: "measured",
        ...(differs || constraint.comment !== null
          ? {}
          : {
              fix: `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT ${quoteIdentifier(constraint.name)};`,
              rollback: declaration(key),
            }),
      };
    }
  },
};
