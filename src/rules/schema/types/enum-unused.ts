import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const enumUnused: Rule<SchemaFacts> = {
  id: "enum-unused",
  title: "A type that nothing uses",
  effect: "Who looks for the values that are allowed finds some that are not.",
  *check({ catalog }) {
    const used = [
      ...[...catalog.tables, ...catalog.views].flatMap(({ columns }) =>
        columns.map(({ type }) => type),
      ),
      ...catalog.types.flatMap((type) =>
        type.kind === "composite"
          ? type.columns.map((column) => column.type)
          : type.kind === "domain"
            ? [type.baseType]
            : type.kind === "range"
              ? [type.subtype]
              : [],
      ),
      ...catalog.routines.flatMap((one) => [
        one.arguments,
        one.result ?? "",
        one.source,
        one.sqlBody ?? "",
      ]),
    ];
    for (const type of catalog.types) {
      if (type.kind !== "enum" && type.kind !== "domain") continue;
      const isIn = (text: string): boolean => text.includes(type.name);
      if (used.some(isIn)) continue;
      yield {
        level: "info",
        object: nameOf(type),
        message: `No column, type or function uses ${type.kind} ${code(nameOf(type))}. Drop it, unless the application casts to it.`,
        evidence: "measured",
      };
    }
  },
};
