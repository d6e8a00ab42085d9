import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const enumRepeated: Rule<SchemaFacts> = {
  id: "enum-repeated",
  title: "Two enums with the same labels",
  effect:
    "Their values cannot be compared without a cast, and the next label has to be added to each.",
  *check({ catalog }) {
    const seen = new Map<string, string>();
    for (const type of catalog.types) {
      if (type.kind !== "enum" || type.labels.length < 2) continue;
      const labels = JSON.stringify(type.labels.toSorted());
      const first = seen.get(labels);
      seen.set(labels, first ?? nameOf(type));
      if (first === undefined) continue;
      yield {
        level: "info",
        object: nameOf(type),
        message: `Enum ${code(nameOf(type))} has the labels of ${code(first)}: ${listed(type.labels)}. Use one of them for both, unless they are going to part.`,
        evidence: "measured",
      };
    }
  },
};
