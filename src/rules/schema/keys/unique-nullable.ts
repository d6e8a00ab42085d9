import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isKeyOf } from "../facts/indexes.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { columnsOf, impliedBy, isNotNull, ownTables } from "../facts/tables.ts";

export const uniqueNullable: Rule<SchemaFacts> = {
  id: "unique-nullable",
  title: "A unique constraint over columns that may be null",
  effect: "Nulls are never equal, so that rows with a null in it may be there any number of times.",
  *check({ catalog }) {
    const keys = foreignKeysOf(catalog);
    for (const table of ownTables(catalog))
      for (const index of table.indexes) {
        const columns = columnsOf(index) ?? [];
        const nullable = columns.filter(
          (name) => !isNotNull(table, name) && !isExcluded(index.predicate, name),
        );
        if (!index.unique || index.nullsNotDistinct || nullable.length === 0) continue;
        if (impliedBy(table, index) !== undefined) continue;
        const single = columns.length === 1;
        // at most one for each, and none for some: that is what it says
        if (single && isReference(table, columns)) continue;
        const referred = keys.some(
          ({ target, references }) => target === table && isKeyOf(index, references.columns),
        );
        const constraint = table.constraints.find(({ name }) => name === index.constraint);
        const name = quoteIdentifier(constraint?.name ?? "");
        const alter = `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name}`;
        const strict = constraint?.definition.replace(/^UNIQUE \(/, "UNIQUE NULLS NOT DISTINCT (");
        const plain = !referred && constraint?.comment === null && index.comment === null;
        yield {
          level: single ? "info" : "warning",
          object: nameOf(table),
          about: index.name,
          message: single
            ? `${code(index.name)} lets any number of rows have no ${listed(nullable)}. If each row is to have one, make it NOT NULL; if none is a value of its own, NULLS NOT DISTINCT.`
            : `${listed(nullable)} may be null, and then ${code(index.name)} lets the same ${listed(columns.filter((one) => !nullable.includes(one))) || "row"} in any number of times. Make it NOT NULL, or the constraint NULLS NOT DISTINCT.`,
          evidence: "rule",
          ...(!single && plain && constraint !== undefined && catalog.version >= 150_000
            ? { fix: `${alter} ${strict};`, rollback: `${alter} ${constraint.definition};` }
            : {}),
        };
      }
  },
};

const isReference = ({ constraints }: Table, [column = ""]: readonly string[]): boolean =>
  constraints.some(
    ({ kind, columns }) => kind === "foreign key" && columns.length === 1 && columns[0] === column,
  );

/** The condition of a partial index leaves nulls of the column out. */
const isExcluded = (predicate: string | null, column: string): boolean =>
  predicate?.includes(`(${quoteIdentifier(column)} IS NOT NULL)`) === true;
