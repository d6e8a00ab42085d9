import { quoteIdentifier } from "../../sql/quote.ts";
import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf } from "./facts/policies.ts";

export const policyColumnWithoutIndex: Rule<SecurityFacts> = {
  id: "policy-column-without-index",
  title: "A policy's column without an index",
  effect: "Each query reads the rows of all tenants and throws those of the others away.",
  *check(facts) {
    const told = new Set<string>();
    for (const { table, policy, planned } of conditionsOf(facts)) {
      const [column] = planned.indexWouldHelp;
      if (planned.part !== "using" || column === undefined) continue;
      const name = nameOf(table);
      const key = `${name}:${planned.indexWouldHelp.join()}`;
      if (told.has(key)) continue;
      told.add(key);
      const index = freeName(facts, table.schema, `${table.name}_${column}_idx`);
      const on = `${name} (${quoteIdentifier(column)})`;
      const single = planned.indexWouldHelp.length === 1;
      const how = table.kind === "partitioned table" ? "" : " CONCURRENTLY";
      yield {
        level: "warning",
        object: name,
        about: planned.indexWouldHelp.join(),
        message: `Policy ${code(policy.name)} on ${code(name)} finds rows by ${listed(planned.indexWouldHelp)}, for which there is no index; with ${single ? "one" : "one on each"} the planner takes it. Create it.`,
        evidence: "estimated",
        ...(single
          ? {
              fix: `CREATE INDEX${how} ${quoteIdentifier(index)} ON ${on};`,
              rollback: `DROP INDEX ${quoteIdentifier(table.schema)}.${quoteIdentifier(index)};`,
            }
          : {}),
      };
    }
  },
};

function freeName({ catalog }: SecurityFacts, schema: string, wanted: string): string {
  const taken = new Set(
    [...catalog.tables, ...catalog.views]
      .filter((relation) => relation.schema === schema)
      .flatMap(({ name, indexes }) => [name, ...indexes.map((index) => index.name)]),
  );
  const short = wanted.slice(0, 58);
  for (let n = 0; ; n++) {
    const name = n === 0 ? short : `${short}_${n}`;
    if (!taken.has(name)) return name;
  }
}
