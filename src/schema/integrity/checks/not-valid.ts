import type { Constraint } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { checkExpression } from "../expressions.ts";
import { orphanCondition } from "../references.ts";
import { violatorsOf } from "../violators.ts";
import { code, rowsThat } from "../words.ts";

interface Doubt {
  readonly name: string;
  readonly condition: string;
  readonly guarded: boolean;
  readonly reads: readonly string[];
}

/** Constraints that hold for new rows only: who violates them, and how to have them hold for all. */
export const notValid: Check = {
  id: "not-valid",
  *probes({ catalog, foreignKeys }) {
    for (const table of catalog.tables) {
      if (table.kind === "foreign table") continue;
      for (const doubt of doubtsOf(table, foreignKeys))
        yield {
          object: nameOf(table),
          reads: [nameOf(table), ...doubt.reads],
          samples: true,
          run: (reader) => violators(reader, table, doubt),
        };
    }
  },
};

type Keys = Parameters<Check["probes"]>[0]["foreignKeys"];

function doubtsOf(table: Table, keys: Keys): Doubt[] {
  const doubtful = table.constraints.filter(
    ({ validated, enforced, inherited }) => !validated && enforced && !inherited,
  );
  const nulls = table.columns.flatMap(({ name, notNull }) =>
    notNull === null || notNull.validated || notNull.inherited
      ? []
      : [
          {
            name: notNull.name ?? name,
            condition: `c.${quoteIdentifier(name)} is null`,
            guarded: false,
            reads: [],
          },
        ],
  );
  return [...doubtful.flatMap((constraint) => doubtOf(table, constraint, keys)), ...nulls];
}

function doubtOf(table: Table, constraint: Constraint, keys: Keys): Doubt[] {
  const { name, kind } = constraint;
  if (kind === "check")
    return [{ name, condition: `not (${checkExpression(constraint)})`, guarded: true, reads: [] }];
  const key = keys.find((one) => one.name === name && nameOf(one.from) === nameOf(table));
  if (kind !== "foreign key" || key === undefined) return [];
  return [{ name, condition: orphanCondition(key), guarded: false, reads: [nameOf(key.to)] }];
}

async function violators(
  reader: Reader,
  table: Table,
  { name, condition, guarded }: Doubt,
): Promise<Violation[]> {
  const { count, samples } = await violatorsOf(reader, table, condition, guarded);
  const object = nameOf(table);
  const validate = `ALTER TABLE ${object} VALIDATE CONSTRAINT ${quoteIdentifier(name)};`;
  if (count === 0)
    return [
      {
        level: "info",
        object,
        about: name,
        message: `${code(name)} is NOT VALID, and no row violates it. Validate it: reads and writes go on meanwhile.`,
        fix: validate,
      },
    ];
  return [
    {
      level: "error",
      object,
      about: name,
      message: `${code(name)} is NOT VALID: ${rowsThat(count, "violate")} it, and updates of them fail. Correct them, then validate it.`,
      count,
      samples,
      fix: validate,
    },
  ];
}
