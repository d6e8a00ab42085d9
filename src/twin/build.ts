import type { Session } from "../core/session.ts";
import type { Target } from "../core/target.ts";
import type { Missing } from "../core/twin.ts";
import { printDdl } from "../schema/ddl.ts";
import { readSchema } from "../schema/read-schema.ts";
import { qualified } from "../sql/quote.ts";
import { copySchema } from "./copy-schema.ts";
import { readSchemaKey, readSorting } from "./original.ts";
import type { CreatePlace, TwinPlace } from "./place.ts";
import { readRelations } from "./relations.ts";
import type { TwinTable } from "./relations.ts";
import { ofRelations } from "./select.ts";
import { setSizes } from "./sizes.ts";
import { importStatistics } from "./statistics/import.ts";
import { readKeys } from "./statistics/keys.ts";
import type { TableKey } from "./statistics/keys.ts";
import { readStatistics } from "./statistics/read.ts";
import type { Statistics } from "./statistics/types.ts";

/** A twin as it stands between callers. */
export interface BuiltTwin {
  readonly place: TwinPlace;
  readonly target: Target;
  readonly schemaKey: string;
  readonly keys: readonly TableKey[];
  readonly statistics: Statistics;
  /** By qualified name. */
  readonly relations: ReadonlyMap<string, TwinTable>;
  readonly missing: readonly Missing[];
}

/** Copies the original's schema and statistics into a new place. Whatever goes wrong, the place is gone then. */
export async function buildTwin(
  original: Session,
  createPlace: CreatePlace,
  signal: AbortSignal,
): Promise<BuiltTwin> {
  const sorting = await readSorting(original);
  // What changes from here on is seen by the next comparison of keys.
  const creation = createPlace(sorting, signal);
  creation.catch(() => {});
  try {
    const schemaKey = await readSchemaKey(original);
    const keys = await readKeys(original);
    const { catalog, dependencies } = await readSchema(original);
    const place = await creation;
    await using owner = await place.owner(signal);
    await using second = await place.owner(signal);
    await using superuser = await place.superuser(signal);
    const on = { owner, superuser };
    const [all, notMade] = await both(
      readStatistics(original),
      copySchema({ ...on, second }, printDdl(catalog, dependencies)),
    );
    const relations = byName(await readRelations(superuser));
    // What could not be made is missing already.
    const statistics = ofRelations(all, relations);
    const notImported = await importStatistics(on, statistics);
    await setSizes(on, place.directory, relations, statistics.relations);
    const missing = [...notMade, ...notImported];
    const { target } = original;
    return { place, target, schemaKey, keys, statistics, relations, missing };
  } catch (error) {
    // The error that led here says more than one of cleaning up, and the next sweep tries again.
    await creation.then((place) => place[Symbol.asyncDispose]()).catch(() => {});
    throw error;
  }
}

/** Waits for the other also where one fails: it uses a session until then. */
async function both<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

const byName = (relations: readonly TwinTable[]): ReadonlyMap<string, TwinTable> =>
  new Map(relations.map((relation) => [qualified(relation.schema, relation.name), relation]));
