import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const constraintMisnamed: Rule<SchemaFacts> = {
  id: "constraint-misnamed",
  title: "A constraint whose name says something else",
  effect:
    "The name is all that an error message tells: it leads to another table, or to another kind of mistake.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    for (const table of tables)
      for (const { name, kind, inherited } of table.constraints) {
        if (inherited) continue;
        const ending = ENDINGS.find(([pattern]) => pattern.test(name));
        const isOtherKind =
          ending !== undefined && !ending[1].includes(kind) && isNamedAfter(name, table.name);
        const other = isNamedAfter(name, table.name)
          ? undefined
          : tables.find(
              (one) =>
                one.schema === table.schema && one !== table && isDefault(name, one.name, kind),
            );
        if (!isOtherKind && other === undefined) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: name,
          message: `${code(name)} of ${code(nameOf(table))} is a ${kind}, ${isOtherKind ? `although its name ends as that of a ${ending[1][0] ?? ""}` : `although it is named after ${code(nameOf(other ?? table))}`}. Rename it: ALTER TABLE ${nameOf(table)} RENAME CONSTRAINT ${quoteIdentifier(name)} TO ....`,
          evidence: "measured",
        };
      }
  },
};

/** How Postgres ends names of constraints that have none. */
const ENDINGS: readonly (readonly [RegExp, readonly Constraint["kind"][]])[] = [
  [/_pkey\d*$/, ["primary key"]],
  [/_fkey\d*$/, ["foreign key"]],
  [/_check\d*$/, ["check"]],
  [/_excl\d*$/, ["exclusion"]],
];

const isNamedAfter = (name: string, table: string): boolean =>
  name.toLowerCase().includes(table.toLowerCase().slice(0, 20));

/** As Postgres would name one of that table. */
const isDefault = (name: string, table: string, kind: Constraint["kind"]): boolean =>
  name.startsWith(`${table}_`) &&
  {
    "primary key": /_pkey$/,
    unique: /_key$/,
    "foreign key": /_fkey$/,
    check: /_check$/,
    exclusion: /_excl$/,
  }[kind].test(name);
