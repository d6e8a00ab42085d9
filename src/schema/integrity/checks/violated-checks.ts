import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { checkExpression } from "../expressions.ts";
import { violatorsOf } from "../violators.ts";
import { code, rowsThat } from "../words.ts";

interface Assertion {
  readonly name: string;
  /** True of rows that do not keep it. */
  readonly broken: string;
  readonly kind: "check" | "generated";
}

/** What holds when a row is written may not hold later: its function was replaced, or time went on. */
export const violatedChecks: Check = {
  id: "violated-checks",
  *probes({ catalog }) {
    for (const table of catalog.tables) {
      if (table.kind === "foreign table") continue;
      const assertions = assertionsOf(table);
      if (assertions.length > 0)
        yield {
          object: nameOf(table),
          reads: [nameOf(table)],
          samples: true,
          run: (reader) => broken(reader, table, assertions),
        };
    }
  },
};

function assertionsOf(table: Table): Assertion[] {
  const checks = table.constraints.flatMap((constraint): Assertion[] =>
    constraint.kind === "check" && constraint.validated && constraint.enforced
      ? [{ name: constraint.name, broken: `not (${checkExpression(constraint)})`, kind: "check" }]
      : [],
  );
  const generated = table.columns.flatMap(({ name, generated: made }): Assertion[] =>
    made?.kind === "stored"
      ? [
          {
            name,
            broken: `${quoteIdentifier(name)} is distinct from (${made.expression})`,
            kind: "generated",
          },
        ]
      : [],
  );
  return [...checks, ...generated];
}

/** All in one pass; those that are broken are then asked for their rows. */
async function broken(
  reader: Reader,
  table: Table,
  assertions: readonly Assertion[],
): Promise<Violation[]> {
  const counts = assertions.map(
    (assertion, at) => `count(*) filter (where ${assertion.broken}) as c${at}`,
  );
  const [found] = await reader.rows<Record<string, number>>(
    `select ${counts.join(", ")} from ${reader.from(table, "c")}`,
    { guarded: true },
  );
  const violations: Violation[] = [];
  for (const [at, { name, broken: condition, kind }] of assertions.entries()) {
    if ((found?.[`c${at}`] ?? 0) === 0) continue;
    const { count, samples } = await violatorsOf(reader, table, condition, true);
    violations.push({
      level: "error",
      object: nameOf(table),
      about: name,
      message:
        kind === "check"
          ? `${rowsThat(count, "do")} not meet ${code(name)}, which says it is valid: a function it calls was replaced, or it depends on the time. Updates and a restored dump of them fail. Correct the rows or the constraint.`
          : `${rowsThat(count, "have")} a stale ${code(name)}: what it is generated from gives another value now. Write them again.`,
      count,
      samples,
      ...(kind === "check" ? {} : { fix: rewrite(table, condition) }),
    });
  }
  return violations;
}

/** Any write of a row makes its generated columns anew. */
function rewrite(table: Table, condition: string): string {
  const column = table.columns.find(({ generated }) => generated === null)?.name ?? "ctid";
  return `UPDATE ${nameOf(table)} SET ${quoteIdentifier(column)} = ${quoteIdentifier(column)} WHERE ${condition};`;
}
