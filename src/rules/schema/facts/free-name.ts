import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";

/** A name for an index that no relation of the schema has, as Postgres would choose it: at most 63 bytes. */
export function freeName({ tables, views }: Catalog, schema: string, parts: readonly string[]) {
  const taken = new Set(
    [...tables, ...views]
      .filter((relation) => relation.schema === schema)
      .flatMap(({ name, indexes }) => [name, ...indexes.map((index) => index.name)]),
  );
  const short = cut(parts.join("_"), 55);
  for (let n = 0; ; n++) {
    const name = `${short}_idx${n === 0 ? "" : n}`;
    if (!taken.has(name)) return name;
  }
}

function cut(name: string, bytes: number): string {
  let short = name;
  while (Buffer.byteLength(short) > bytes) short = Array.from(short).slice(0, -1).join("");
  return short;
}
