import { clipped } from "../../../core/clipped.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";

/** Names for indexes that no relation of their schema has and that were not given before, as Postgres would choose them: at most 63 bytes. */
export function freeNames({
  tables,
  views,
  sequences,
}: Catalog): (schema: string, ...parts: readonly string[]) => string {
  const taken = new Set([
    ...sequences.map(({ schema, name }) => `${schema}.${name}`),
    ...[...tables, ...views].flatMap(({ schema, name, indexes }) => [
      `${schema}.${name}`,
      ...indexes.map((index) => `${schema}.${index.name}`),
    ]),
  ]);
  return (schema, ...parts) => {
    const short = clipped(parts.join("_"), 55);
    for (let n = 0; ; n++) {
      const name = `${short}_idx${n === 0 ? "" : n}`;
      if (taken.has(`${schema}.${name}`)) continue;
      taken.add(`${schema}.${name}`);
      return name;
    }
  };
}
