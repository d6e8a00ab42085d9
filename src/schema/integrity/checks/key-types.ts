import { nameOf } from "../../rows/name.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Check, Violation } from "../check.ts";
import type { ForeignKey } from "../foreign-keys.ts";
import { code } from "../words.ts";

/** Foreign keys whose columns have another type than the key they point to. */
export const keyTypes: Check = {
  id: "key-types",
  *probes({ foreignKeys }) {
    for (const key of foreignKeys)
      yield {
        object: nameOf(key.from),
        reads: [],
        samples: false,
        run: async () => differing(key),
      };
  },
};

function differing({ name, from, to }: ForeignKey): Violation[] {
  return from.columns.flatMap((column, at): Violation[] => {
    const [own, other] = [from.types[at] ?? "", to.types[at] ?? ""];
    if (own === other) return [];
    const [child, parent] = [
      code(`${nameOf(from)}.${column}`),
      code(`${nameOf(to)}.${to.columns[at] ?? ""}`),
    ];
    const narrower = isNarrower(own, other);
    return [
      {
        level: narrower ? "warning" : "info",
        object: nameOf(from),
        about: `${name}:${column}`,
        message: `${child} is ${own} and points to ${parent}, which is ${other}.${narrower ? " Keys that it cannot hold will come, and inserts fail then." : " Each comparison converts."} Have plan_migration give it the same type.`,
        fix: `ALTER TABLE ${nameOf(from)} ALTER COLUMN ${quoteIdentifier(column)} TYPE ${other};`,
      },
    ];
  });
}

const INTEGERS = ["smallint", "integer", "bigint", "numeric"];

/** Whether the first holds less than the second. */
function isNarrower(own: string, other: string): boolean {
  const [a, b] = [own, other].map((type) => INTEGERS.indexOf(type));
  if (a !== undefined && b !== undefined && a >= 0 && b >= 0) return a < b;
  const [here, there] = [own, other].map((type) =>
    Number(/\((\d+)\)$/.exec(type)?.[1] ?? Infinity),
  );
  return here !== undefined && there !== undefined && here < there;
}
