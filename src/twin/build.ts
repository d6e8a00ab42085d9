import type { Session } from "../core/session.ts";
import type { Target } from "../core/target.ts";
import type { Missing } from "../core/twin.ts";
import { applyDdl } from "../schema/apply-ddl.ts";
import type { Failure } from "../schema/apply-ddl.ts";
import { printDdl } from "../schema/ddl.ts";
import type { Ddl, DdlStatement } from "../schema/ddl.ts";
import { readSchema } from "../schema/read-schema.ts";
import { qualified } from "../sql/quote.ts";
import { prepareCatalog } from "./catalog.ts";
import { createExtensions, withoutVersion } from "./extensions.ts";
import { readSchemaKey, readSorting } from "./original.ts";
import type { CreatePlace, TwinPlace } from "./place.ts";
import { readRelations } from "./relations.ts";
import type { TwinTable } from "./relations.ts";
import { ofRelations } from "./select.ts";
import { setSizes } from "./sizes.ts";
import type { TwinSessions } from "./sizes.ts";
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
    const all = await readStatistics(original);
    const place = await creation;
    await using owner = await place.owner(signal);
    await using superuser = await place.superuser(signal);
    const on = { owner, superuser };
    const notMade = await copySchema(on, printDdl(catalog, dependencies));
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

async function copySchema({ owner, superuser }: TwinSessions, ddl: Ddl): Promise<Missing[]> {
  await prepareCatalog(superuser);
  const statements = ddl.statements.filter(isPlanned).map(withoutVersion);
  const isSchema = ({ object }: DdlStatement): boolean => object.startsWith("schema ");
  const apply = (some: readonly DdlStatement[]): Promise<Failure[]> =>
    applyDdl(owner, { ...ddl, roles: [], actors: [], statements: some });
  const first = await apply(statements.filter(isSchema));
  await createExtensions(superuser, statements);
  const rest = await apply(statements.filter((statement) => !isSchema(statement)));
  const missing = new Map<string, string>();
  for (const { statement, error } of [...first, ...rest])
    if (!missing.has(statement.object))
      missing.set(statement.object, error.quoted ?? error.message);
  return Array.from(missing, ([object, reason]) => ({ object, reason }));
}

/** Policies and privileges do not hold for the owner, who explains; nothing fires, is published or read as a comment on a twin. */
const isPlanned = ({ part, sql, object }: DdlStatement): boolean =>
  part === "schema" &&
  !/^(COMMENT ON|SECURITY LABEL) /.test(sql) &&
  !/^(trigger|event trigger|publication) /.test(object);

const byName = (relations: readonly TwinTable[]): ReadonlyMap<string, TwinTable> =>
  new Map(relations.map((relation) => [qualified(relation.schema, relation.name), relation]));
