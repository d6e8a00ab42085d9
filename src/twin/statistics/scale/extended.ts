import type { ExtendedStatistics } from "../types.ts";
import type { Growth, GrowthOf } from "./growth.ts";

/** Combinations with a key, or with as many values as rows, become more; those of categories stay. */
export function scaleExtended(
  extended: ExtendedStatistics,
  growthOf: GrowthOf,
  factor: number,
): ExtendedStatistics {
  const { table, columns, inherited, expressions } = extended;
  const growths: Growth[] = columns.map((column) =>
    growthOf({ schema: table[0], relation: table[1], column, inherited }),
  );
  const grows = (member: number): boolean =>
    member < columns.length
      ? ["keys", "ratio"].includes(growths[member]?.kind ?? "none")
      : (expressions[member - columns.length]?.n_distinct ?? 0) < 0;
  const keys = growths.filter(({ kind }) => kind === "keys").length;
  return {
    ...extended,
    n_distinct:
      extended.n_distinct?.map((item) =>
        item.members.some(grows)
          ? { ...item, n_distinct: Math.max(1, Math.round(item.n_distinct * factor)) }
          : item,
      ) ?? null,
    mcv:
      keys === 0 || factor <= 1
        ? extended.mcv
        : (extended.mcv?.map(({ values, frequency, base }) => ({
            values,
            frequency: frequency / factor,
            base: base / factor ** keys,
          })) ?? null),
  };
}
