import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { signatureOf } from "../../engine/names.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnName } from "./columns.ts";

export interface Named {
  readonly kind:
    | "schema"
    | "table"
    | "view"
    | "column"
    | "index"
    | "constraint"
    | "function"
    | "type"
    | "sequence"
    | "trigger";
  /** As Postgres keeps it. */
  readonly plain: string;
  /** As a finding names it. */
  readonly name: string;
}

/** All that somebody gave a name to; of partitions and what inherits, not what comes from their parents. */
export function namesIn({ catalog }: Pick<SchemaFacts, "catalog">): readonly Named[] {
  const { schemas, tables, views, types, routines, sequences } = catalog;
  return [
    ...schemas.map(({ name }): Named => ({
      kind: "schema",
      plain: name,
      name: quoteIdentifier(name),
    })),
    ...tables.flatMap((table): Named[] => [
      { kind: "table", plain: table.name, name: qualified(table.schema, table.name) },
      ...table.columns
        .filter(({ inherited }) => !inherited)
        .map((column): Named => ({
          kind: "column",
          plain: column.name,
          name: columnName(table, column.name),
        })),
      ...table.indexes
        .filter(({ constraint, parent }) => constraint === null && parent === null)
        .map((index): Named => ({
          kind: "index",
          plain: index.name,
          name: qualified(table.schema, index.name),
        })),
      ...table.constraints
        .filter(({ inherited }) => !inherited)
        .map((one): Named => ({
          kind: "constraint",
          plain: one.name,
          name: `${quoteIdentifier(one.name)} on ${qualified(table.schema, table.name)}`,
        })),
      ...table.triggers
        .filter(({ inherited }) => !inherited)
        .map((one): Named => ({
          kind: "trigger",
          plain: one.name,
          name: `${quoteIdentifier(one.name)} on ${qualified(table.schema, table.name)}`,
        })),
    ]),
    ...views.map((view): Named => ({
      kind: "view",
      plain: view.name,
      name: qualified(view.schema, view.name),
    })),
    ...types.map((type): Named => ({
      kind: "type",
      plain: type.name,
      name: qualified(type.schema, type.name),
    })),
    ...routines.map((routine): Named => ({
      kind: "function",
      plain: routine.name,
      name: signatureOf(routine),
    })),
    ...sequences.map((one): Named => ({
      kind: "sequence",
      plain: one.name,
      name: qualified(one.schema, one.name),
    })),
  ];
}
