import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { baseType, ownColumns, type ColumnOf } from "../facts/columns.ts";

export const typesDiffer: Rule<SchemaFacts> = {
  id: "types-differ",
  title: "One name, several types",
  effect:
    "A join or a comparison converts one side, which may keep it from its index; a value may fit here and not there.",
  *check(facts) {
    const byName = new Map<string, ColumnOf[]>();
    for (const found of ownColumns(facts)) {
      if (ANYTHING.test(found.spoken)) continue;
      byName.set(found.column.name, [...(byName.get(found.column.name) ?? []), found]);
    }
    for (const columns of byName.values()) {
      const kinds = new Map<string, ColumnOf[]>();
      for (const found of columns)
        kinds.set(kindOf(found), [...(kinds.get(kindOf(found)) ?? []), found]);
      const [most = [], ...others] = [...kinds.values()].toSorted((a, b) => b.length - a.length);
      const usual = most[0];
      // where it is one against one, the name has to say what the values are
      if (usual === undefined || (most.length < 2 && !usual.spoken.includes("_"))) continue;
      for (const { column, name } of others.flat())
        yield {
          level: "info",
          object: name,
          message: `${code(name)} is ${column.type}, while ${listed(
            most.map((one) => one.name),
            3,
          )} ${most.length === 1 ? "is" : "are"} ${usual.column.type}. Give equal things equal types, or different ones different names.`,
          evidence: "measured",
        };
    }
  },
};

/** Names that say nothing of what the values are. */
const ANYTHING =
  /^(id|value|values|data|name|code|type|kind|key|status|state|level|version|timeout|address|content|contents|position|number|payload|body|result|config|settings|options|metadata|properties|attributes|params|size|rank|score|rating|duration|period|year|language|default_value|old_value|new_value|min|max|from|to|start|end|range|source|target|category|color|image|file|message|response|request|args|flags|tags|tokens?|comment|note|notes|order|sort|priority|active|enabled|length|width|height|weight|hash|digest|reference|ref|parent|begin|stop|location)$/;

/** Lengths do not count, nor whether a text is limited, nor the schema of an enum. */
function kindOf({ column }: ColumnOf): string {
  const base = baseType(column);
  return /^(character|bpchar|character varying|text|(\w+\.)?citext)$/.test(base) ? "text" : base;
}
