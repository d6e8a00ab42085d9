import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { relationsOf } from "../../sql/references.ts";
import { asNode } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";
import type { Made } from "./made.ts";

/** Reading the schema takes 30 to 100 ms: so often it is read before any statement, then only before those on what was there first. */
const READS = 60;

/** What is known of the schema between statements. */
export interface Looking {
  readonly session: Session;
  readonly made: Made;
  schema: Catalog;
  /** The schema may have changed since it was read. */
  stale: boolean;
  reads: number;
  /** The statement before spoke of what was there before the set: what it changed is to be seen. */
  wanted: boolean;
}

export interface Before {
  readonly before: Catalog;
  readonly exact: boolean;
}

/** The schema right before a statement, or the last one that was read. */
export async function schemaBefore(
  draft: Draft,
  walk: Looking,
  read: (session: Session) => Promise<Catalog>,
): Promise<Before> {
  const isOld = namesOld(draft, walk.made);
  const wanted = isOld || walk.wanted;
  walk.wanted = isOld;
  if (!walk.stale) return { before: walk.schema, exact: true };
  await walk.made.look(draft.number);
  if (walk.reads >= READS && !wanted) return { before: walk.schema, exact: false };
  const schema = await read(walk.session);
  if (JSON.stringify(schema) !== JSON.stringify(walk.schema)) walk.schema = schema;
  walk.stale = false;
  walk.reads += 1;
  return { before: walk.schema, exact: true };
}

/** Whether it speaks of what was there before the set; a name in DROP may be one of those. */
const namesOld = ({ statement }: Draft, made: Made): boolean =>
  asNode(statement.node, "DropStmt") !== undefined ||
  relationsOf(statement).some(({ name }) => made.isOld(name));

/** Looks at the schema and gives back the locks that it takes to look. */
export async function readWithin(session: Session): Promise<Catalog> {
  await session.query("savepoint neon_dba_look");
  const schema = await readCatalogHere(session);
  await session.query("rollback to savepoint neon_dba_look");
  await session.query("release savepoint neon_dba_look");
  return schema;
}
