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
        const narrow = isNarrower(base(type), base(wanted));
        yield {
          level: narrow ? "error" : "warning",
          object: nameOf(table),
          about: `${constraint.name}.${name}`,
          message: `${code(name)} of ${code(nameOf(table))} is ${type}, ${code(other)} of ${code(nameOf(target))} to which it refers is ${wanted}: ${narrow ? "keys beyond its range cannot be referred to" : "what compares the two converts each row"}. Give both the same type with plan_migration.`,
          evidence: "measured",
        };
      }
    }
  },
};

/** Lengths matter to no comparison. */
const plain = (type: string, base: (type: string) => string): string =>
  base(type).replace(/^character varying$/, "text");

const INTEGERS = ["smallint", "integer", "bigint"];
const isNarrower = (type: string, wanted: string): boolean =>
  INTEGERS.includes(type) && INTEGERS.indexOf(type) < INTEGERS.indexOf(wanted);
