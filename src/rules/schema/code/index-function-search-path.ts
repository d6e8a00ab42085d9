import { code, nameOf, signatureOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { routineTarget, searchPathOf } from "../../security/facts/routines.ts";

export const indexFunctionSearchPath: Rule<SchemaFacts> = {
  id: "index-function-search-path",
  title: "A function of an index that depends on the search path",
  effect:
    "Dumps, REINDEX and autovacuum run it with an empty or safe search path, where it finds nothing: restores fail.",
  *check({ catalog, answers }) {
    const expressions = catalog.tables.flatMap((table) => [
      ...table.indexes
        .filter(({ constraint }) => constraint === null)
        .map(({ name, definition }) => ({ of: `index ${name}`, text: definition })),
      ...table.constraints
        .filter(({ kind }) => kind === "check")
        .map(({ name, definition }) => ({ of: `check ${name}`, text: definition })),
      ...table.columns.flatMap(({ name, generated }) =>
        generated === null ? [] : [{ of: `column ${name}`, text: generated.expression }],
      ),
    ]);
    for (const routine of catalog.routines) {
      const name = signatureOf(routine);
      const body = answers.routines.get(name);
      if (body === undefined || searchPathOf(routine) !== undefined || routine.sqlBody !== null)
        continue;
      const isUnqualified =
        body.relations.some(
          (relation) => !relation.includes(".") && !body.made.includes(relation),
        ) || body.foreignCalls.length > 0;
      const use = expressions.find(({ text }) => text.includes(`${nameOf(routine)}(`));
      if (!isUnqualified || use === undefined) continue;
      const alter = `ALTER ${routineTarget(routine)}`;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} stands in ${code(use.of)} and names objects without their schema: with the empty search path of pg_dump and autovacuum it fails. Set its search_path, or qualify the names.`,
        evidence: "measured",
        fix: `${alter} SET search_path = ${routine.schema === "public" ? "public" : `${routine.schema}, public`};`,
        rollback: `${alter} RESET search_path;`,
      };
    }
  },
};
