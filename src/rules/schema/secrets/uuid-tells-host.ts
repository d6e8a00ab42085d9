import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { alterColumn, ownColumns } from "../facts/columns.ts";

export const uuidTellsHost: Rule<SchemaFacts> = {
  id: "uuid-tells-host",
  title: "UUIDs of version 1",
  effect:
    "Each tells the network address of the server and the moment it was made: the next ones can be guessed.",
  *check(facts) {
    for (const found of ownColumns(facts)) {
      const { column, name } = found;
      const calls = facts.answers.defaults.get(name)?.calls ?? [];
      if (
        column.default === null ||
        !calls.some((call) => /(^|\.)uuid_generate_v1(mc)?$/.test(call))
      )
        continue;
      const better = facts.catalog.version >= 180000 ? "uuidv7()" : "gen_random_uuid()";
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is filled with UUIDs of version 1, which tell the server and the time, and do not sort by it. Use ${better}.`,
        evidence: "measured",
        fix: `${alterColumn(found)} SET DEFAULT ${better};`,
        rollback: `${alterColumn(found)} SET DEFAULT ${column.default};`,
      };
    }
  },
};
