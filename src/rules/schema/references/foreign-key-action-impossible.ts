import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { declaration, foreignKeysOf, type ForeignKey } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const foreignKeyActionImpossible: Rule<SchemaFacts> = {
  id: "foreign-key-action-impossible",
  title: "A foreign key that sets null what may not be null",
  effect: "Each delete of a row that is referred to fails, with an error that speaks of NOT NULL.",
  *check({ catalog }) {
    for (const key of foreignKeysOf(catalog)) {
      const { table, constraint, target } = key;
      const set = setToNull(key).filter((name) => isNotNull(table, name));
      if (set.length === 0) continue;
      const changed = constraint.definition.replace(
        / ON DELETE SET (NULL|DEFAULT)(?: \([^)]*\))?/,
        "",
      );
      const alter = `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`;
      const name = quoteIdentifier(constraint.name);
      yield {
        level: "error",
        object: nameOf(table),
        about: constraint.name,
        message: `ON DELETE ${key.references.onDelete.toUpperCase()} of ${code(constraint.name)} would make ${listed(set)} null, which is NOT NULL: each delete in ${code(nameOf(target))} of a row that is referred to fails. Let the column be null, or say what is meant: RESTRICT or CASCADE.`,
        evidence: "rule",
        ...(constraint.comment === null
          ? {
              fix: `${alter}, ADD CONSTRAINT ${name} ${changed};`,
              rollback: `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT ${name};\n${declaration(key)}`,
            }
          : {}),
      };
    }
  },
};

/** Columns that a delete sets to null: by SET DEFAULT where there is no default. */
function setToNull({ table, constraint, references }: ForeignKey): readonly string[] {
  const { onDelete, onDeleteColumns } = references;
  const columns = onDeleteColumns.length > 0 ? onDeleteColumns : constraint.columns;
  if (onDelete === "set null") return columns;
  if (onDelete !== "set default") return [];
  return columns.filter((name) =>
    table.columns.some((column) => column.name === name && column.default === null),
  );
}
