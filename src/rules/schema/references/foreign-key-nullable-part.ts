import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const foreignKeyNullablePart: Rule<SchemaFacts> = {
  id: "foreign-key-nullable-part",
  title: "A foreign key of several columns, some of which may be null",
  effect: "With one of them null none is checked: the others may refer to nothing.",
  *check({ catalog }) {
    for (const { table, constraint, references, target } of foreignKeysOf(catalog)) {
      if (constraint.columns.length < 2 || references.match === "full") continue;
      const nullable = constraint.columns.filter((name) => !isNotNull(table, name));
      if (nullable.length === 0 || isAllOrNone(table, constraint.columns)) continue;
      // One that may be null beside what never is says "no reference": the tenant's column is checked by a key of its own.
      const rest = constraint.columns.filter((name) => !nullable.includes(name));
      const guarded = table.constraints.some(
        ({ kind, columns }) =>
          kind === "foreign key" &&
          columns.length > 0 &&
          columns.every((name) => rest.includes(name)),
      );
      if (nullable.length === 1 && guarded) continue;
      const check = `CHECK (num_nulls(${constraint.columns.map(quoteIdentifier).join(", ")}) IN (0, ${constraint.columns.length}))`;
      yield {
        level: "warning",
        object: nameOf(table),
        about: constraint.name,
        message: `${listed(nullable)} of ${code(constraint.name)} may be null, and then Postgres checks none of ${listed(constraint.columns)} against ${code(nameOf(target))}. Make the columns NOT NULL, or demand all or none: ${check}.`,
        evidence: "rule",
      };
    }
  },
};

/** A check on how many are null, or one that compares whether they are. */
const isAllOrNone = (
  {
    constraints,
  }: {
    readonly constraints: readonly {
      kind: string;
      definition: string;
      columns: readonly string[];
    }[];
  },
  columns: readonly string[],
): boolean =>
  constraints.some(
    ({ kind, definition, columns: mentioned }) =>
      kind === "check" &&
      /num_(non)?nulls\(|IS (NOT )?NULL/.test(definition) &&
      columns.every((name) => mentioned.includes(name)),
  );
