import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { baseTypes } from "../facts/types.ts";

export const foreignKeyTypeMismatch: Rule<SchemaFacts> = {
  id: "foreign-key-type-mismatch",
  title: "A foreign key of another type than its key",
  effect: "Values that the key may have do not fit the reference, and joins convert each row.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const { table, constraint, references, target } of foreignKeysOf(catalog)) {
      for (const [at, name] of constraint.columns.entries()) {
        const type = table.columns.find((column) => column.name === name)?.type ?? "";
        const other = references.columns[at];
        const wanted = target.columns.find((column) => column.name === other)?.type ?? "";
        if (other === undefined || plain(type, base) === plain(wanted, base)) continue;
        const [width, key] = [WIDTHS[base(type)], WIDTHS[base(wanted)]];
        const wider = width !== undefined && key !== undefined && width > key;
        yield {
          level: wider ? "info" : "warning",
          object: nameOf(table),
          about: `${constraint.name}.${name}`,
          message: `${code(name)} of ${code(nameOf(table))} is ${type}, ${code(other)} of ${code(nameOf(target))} to which it refers is ${wanted}: ${effectOf(width, key)}. Give both the same type with plan_migration.`,
          evidence: "measured",
        };
      }
    }
  },
};

/** Lengths matter to no comparison. */
const plain = (type: string, base: (type: string) => string): string =>
  base(type).replace(/^character varying$/, "text");

const WIDTHS: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };

/** Integers compare with each other by their indexes, whatever their widths. */
function effectOf(width: number | undefined, key: number | undefined): string {
  if (width === undefined || key === undefined) return "what compares the two converts one of them";
  return width < key
    ? "keys beyond its range cannot be referred to"
    : "it has room for values that the key cannot have";
}
