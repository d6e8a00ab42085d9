import type { Session } from "../core/session.ts";
import { qualified } from "../sql/quote.ts";
import type { BuiltTwin } from "./build.ts";
import { ofRelations } from "./select.ts";
import { setSizes } from "./sizes.ts";
import { importStatistics } from "./statistics/import.ts";
import { readKeys } from "./statistics/keys.ts";
import { readStatistics } from "./statistics/read.ts";
import type { Statistics } from "./statistics/types.ts";

/** Brings the statistics and sizes of those tables up to date whose key has changed. The schema is the same. */
export async function refreshTwin(
  built: BuiltTwin,
  original: Session,
  signal: AbortSignal,
): Promise<BuiltTwin> {
  const keys = await readKeys(original);
  const before = new Map(
    built.keys.map((entry) => [qualified(entry.schema, entry.name), entry.key]),
  );
  const changed = keys.filter(
    ({ schema, name, key }) => before.get(qualified(schema, name)) !== key,
  );
  const read = await readStatistics(original, { only: changed });
  const fresh = ofRelations(read, built.relations);
  const statistics = merge(built.statistics, fresh, changed);
  if (changed.length === 0) return { ...built, statistics };
  const { place, relations } = built;
  await using owner = await place.owner(signal);
  await using superuser = await place.superuser(signal);
  const on = { owner, superuser };
  const notImported = await importStatistics(on, fresh);
  await setSizes(on, place.directory, relations, fresh.relations);
  const known = new Set(built.missing.map(({ object }) => object));
  const missing = [...built.missing, ...notImported.filter(({ object }) => !known.has(object))];
  return { ...built, keys, statistics, missing };
}

type Table = { readonly schema: string; readonly name: string };

/** Settings are the session's and always fresh. */
function merge(old: Statistics, fresh: Statistics, changed: readonly Table[]): Statistics {
  const tables = new Set(changed.map(({ schema, name }) => qualified(schema, name)));
  const relations = old.relations.filter(
    ({ schema, name, table }) => !tables.has(qualified(schema, table ?? name)),
  );
  const kept = new Set(relations.map(({ schema, name }) => qualified(schema, name)));
  return {
    ...fresh,
    relations: [...relations, ...fresh.relations],
    columns: [
      ...old.columns.filter(({ schema, relation }) => kept.has(qualified(schema, relation))),
      ...fresh.columns,
    ],
    extended: [
      ...old.extended.filter(({ table }) => kept.has(qualified(...table))),
      ...fresh.extended,
    ],
  };
}
