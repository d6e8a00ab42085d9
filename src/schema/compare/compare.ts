import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Renames } from "../difference/renames.ts";
import { besideDatabase, besideText } from "./beside-text.ts";
import { both } from "./both.ts";
import { changesOf, type SchemaChange } from "./changes.ts";
import { lossesOf, type Loss } from "./losses.ts";
import { questionsOf, type RenameQuestion } from "./questions.ts";
import { answersOf, inverse, renamesOf } from "./renames.ts";
import type { SideRequest } from "./request.ts";
import { openRoom, rolesOfBoth, type Room } from "./room.ts";
import { openSide, type Side, type Surroundings } from "./side.ts";
import { walk, type Way } from "./way.ts";

export interface CompareRequest {
  readonly from: SideRequest;
  readonly to: SideRequest;
  /** Answers to questions: `"public.tasks.title": "name"`, or an empty name where it is none. */
  readonly renames: Renames;
}

export interface Comparison {
  readonly from: Pick<Side, "name" | "target" | "skipped">;
  readonly to: Pick<Side, "name" | "target" | "skipped">;
  readonly equal: boolean;
  readonly changes: readonly SchemaChange[];
  /** Absent where the schemas are equal. */
  readonly ways?: { readonly forward: Way; readonly backward: Way };
  readonly losses: readonly Loss[];
  /** What may have been renamed, and is dropped and made in the statements until that is answered. */
  readonly questions: readonly RenameQuestion[];
  /** What a shadow does not hold, so that nothing was tried on it. */
  readonly lacking: Room["lacking"];
}

/**
 * The difference of two schemas as objects and as DDL both ways, each executed in a shadow of the one until it is the other. Databases are
 * only read. Errors: those of the sides, NOT_FOUND for a rename of something that is not there.
 */
export async function compareSchemas(
  { from, to, renames }: CompareRequest,
  around: Surroundings,
): Promise<Comparison> {
  const { call } = around;
  call.progress(0, "reading both schemas");
  const [a, b] = await both([openSide(from, around), openSide(to, around)]);
  await using _a = a;
  await using _b = b;
  return await compareSides(
    comparable(a, b, around),
    comparable(b, a, around),
    answersOf(renames),
    around,
  );
}

/** A text says all that is to be; a database has besides what runs and watches it. */
function comparable(side: Side, other: Side, { sources }: Surroundings): Side {
  if (side.shadow !== undefined) return side;
  const isText = other.shadow !== undefined;
  const own = sources.own(side.schema.catalog, isText);
  const { catalog, skipped } = isText
    ? besideText(own, other.schema.catalog)
    : { catalog: own, skipped: [] };
  return { ...side, schema: { ...side.schema, catalog }, skipped };
}

const ownCatalog = ({ schema, shadow }: Side, other: Side): Catalog =>
  shadow !== undefined && other.shadow === undefined
    ? besideDatabase(schema.catalog, other.schema.catalog)
    : schema.catalog;

async function compareSides(
  from: Side,
  to: Side,
  answers: Renames,
  { deps, call }: Surroundings,
): Promise<Comparison> {
  const [a, b] = [ownCatalog(from, to), ownCatalog(to, from)];
  const head = { from, to, losses: [], questions: [], lacking: [] };
  if (fingerprint(a) === fingerprint(b)) return { ...head, equal: true, changes: [] };
  call.progress(1, "copying both schemas into shadows");
  const roles = rolesOfBoth(from.schema, to.schema);
  const [here, there] = await both([
    openRoom(from, roles, deps, call.signal),
    openRoom(to, roles, deps, call.signal),
  ]);
  await using _here = here;
  await using _there = there;
  const renames = renamesOf(answers);
  const options = (side: Side, other: Side, names: Renames, words: string) => ({
    renames: names,
    version: side.session === undefined ? other.session?.version : side.session.version,
    signal: call.signal,
    progress: (done: number, total: number) =>
      call.progress(2, `${words}: ${done} of ${total} statements`),
  });
  const [forward, backward] = await both([
    walk(here, there, options(from, to, renames, "forward")),
    walk(there, here, options(to, from, inverse(renames), "backward")),
  ]);
  call.progress(3, "counting what would be lost");
  const losses = await both([
    lossesOf("forward", forward.statements, { ...from, renames }, call.signal),
    lossesOf("backward", backward.statements, { ...to, renames: inverse(renames) }, call.signal),
  ]);
  return {
    from,
    to,
    equal: false,
    changes: changesOf(a, b),
    ways: { forward, backward },
    losses: losses.flat(),
    questions: questionsOf(a, b, answers),
    lacking: [...here.lacking, ...there.lacking],
  };
}
