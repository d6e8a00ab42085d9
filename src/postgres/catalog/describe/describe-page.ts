import type { Session } from "../../../core/session.ts";
import type { Place } from "./cursor.ts";
import type { DescribeRequest } from "./describe.ts";
import { readFacts } from "./facts.ts";
import { type Entry, keyOf, takeInventory } from "./inventory.ts";
import { atLeast, type Level } from "./level.ts";
import { type Overview, readOverview } from "./overview.ts";
import { fillPage, type Page } from "./page.ts";
import { resolveObjects, resolveSchemas } from "./resolve.ts";
import { describer, outline } from "./shape.ts";
import { readSizes, type Sizes } from "./sizes.ts";

/**
 * Characters of a page in either form. A summary is to be read whole by a model: as much of it is under 10,000 tokens
 * (o200k), and a character costs the more the fewer of them are JSON's own.
 */
const CHARACTERS: Readonly<Record<Level, number>> = {
  names: 34_000,
  outline: 29_000,
  columns: 30_000,
  types: 31_000,
  summary: 35_000,
  full: 36_000,
};

/** Objects that are looked at for one page; a page of names holds fewer than a thousand. */
const ENTRIES = { names: 1_000, summary: 600, full: 60 };

export interface DescribedPage extends Page {
  readonly overview: Overview | null;
  readonly level: Level;
}

/** What is known before the entries themselves are read. */
interface Figures {
  readonly sizes: Sizes;
  readonly locked: ReadonlySet<number>;
}

/** Fills the page that begins at `place`. Relations in `locked` are named and no more. */
export async function describePage(
  session: Session,
  request: DescribeRequest,
  place: Place | null,
  locked: ReadonlySet<number> | null,
): Promise<DescribedPage> {
  const { detail, objects } = request;
  const schemas = request.schemas && (await resolveSchemas(session, request.schemas));
  const overview =
    place === null && objects === undefined ? await readOverview(session, schemas) : null;
  const room = (level: Level): number => CHARACTERS[level] - JSON.stringify(overview).length;
  const found = await entriesOf(session, request, schemas, place);
  const entries = found.slice(0, ENTRIES[detail]);
  const oids = entries.filter(({ oid, list }) => isMeasured(list) && !locked?.has(oid));
  const figures: Figures = {
    sizes: await readSizes(
      session,
      oids.map(({ oid }) => oid),
      detail === "full",
    ),
    locked: locked ?? new Set(),
  };
  const page = await fill(
    session,
    entries,
    place?.level ?? firstLevel(request, found, room("columns")),
    room,
    figures,
  );
  return { ...page, more: page.more || found.length > entries.length, overview };
}

const isMeasured = (list: Entry["list"]): boolean => list === "tables" || list === "views";

/** One more than a page may look at, to know whether there are more. */
async function entriesOf(
  session: Session,
  { detail, objects, search }: DescribeRequest,
  schemas: readonly string[] | undefined,
  place: Place | null,
): Promise<Entry[]> {
  const after = place?.after ?? null;
  if (objects === undefined)
    return takeInventory(session, { schemas, search }, after, ENTRIES[detail] + 1);
  const named = await resolveObjects(session, objects, schemas);
  const key = after === null ? null : JSON.stringify(after);
  const done = named.findIndex((entry) => JSON.stringify(keyOf(entry)) === key);
  return named.slice(done + 1);
}

/** A summary of so much that its columns cannot fit says what the objects are, not what is in them. */
function firstLevel(request: DescribeRequest, found: readonly Entry[], room: number): Level {
  const { detail, objects } = request;
  if (detail !== "summary" || objects !== undefined) return detail;
  const least = found.reduce((sum, { columns }) => sum + 60 + columns * 6, 0);
  return found.length > ENTRIES.summary || least > room ? "outline" : "summary";
}

/** A summary says the most at which everything fits on one page; when nothing does, and for `objects`, there are pages. */
async function fill(
  session: Session,
  entries: readonly Entry[],
  level: Level,
  room: (level: Level) => number,
  figures: Figures,
): Promise<Page & { level: Level }> {
  const plain = (entry: Entry, at: Level) => outline(entry, at, figures);
  if (!atLeast(level, "columns")) return { ...fillPage(entries, level, room(level), plain), level };
  const readable = entries.filter(({ oid }) => !figures.locked.has(oid));
  const facts = await readFacts(session, readable, {
    full: level === "full",
    viewDefinitions: level === "full" && figures.locked.size === 0,
  });
  const describe = describer({ facts, ...figures });
  const tried = level === "summary" ? (["summary", "types", "columns"] as const) : [level];
  for (const richest of tried) {
    const page = fillPage(entries, richest, room(richest), describe);
    if (!page.more || tried.length === 1) return { ...page, level: richest };
  }
  return { ...fillPage(entries, "outline", room("outline"), plain), level: "outline" };
}
