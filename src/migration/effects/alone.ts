import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Statement } from "../../sql/parse.ts";
import { qualified } from "../../sql/quote.ts";
import { block, type Blocker } from "./blocker.ts";
import { blockersOf, type Named } from "./blockers-of.ts";
import type { Effect, Place } from "./effect.ts";
import { disagreementOf, expectedByOid, isOptional } from "./compare.ts";
import { effectOf } from "./effect-of.ts";
import { FailedStatement } from "./failed-statement.ts";
import { EVERYTHING } from "./in-transaction.ts";
import { namesIn } from "./names.ts";
import { majorOf, refuseNewer } from "./older.ts";
import { readRelations, type Relation, type Relations } from "./relations.ts";
import { sampleLocks, type Sampled } from "./sample-locks.ts";

const POLL_MS = 2;

/** A relation as the statement writes it, and what it is; `name` and `kind` are those of the table, where it is an index. */
interface Resolved extends Named {
  readonly written: string;
  readonly oid: string;
}

/**
 * A statement that runs alone gives its locks back before anybody could look, so others' transactions hold it up, and a third session
 * looks meanwhile: first the writer that it has to wait for, then what stands in the way of its last part. Locks that it takes for a moment
 * when nobody can be in the way any more are not seen.
 */
export async function measureAlone(
  place: Place,
  statement: Statement,
  postgres: number,
): Promise<Effect> {
  const { session } = place;
  if (postgres < majorOf(session)) refuseNewer(statement, postgres, false);
  const before = await readRelations(session);
  const named = await resolve(session, namesIn(statement));
  const sampled = await sample(place, statement, named).catch(async (error: unknown) => {
    await dropInvalid(session, before);
    throw error instanceof ToolError ? new FailedStatement(error, 0, 1) : error;
  });
  const after = await readRelations(session);
  const changed = [...after.byOid.values()].filter(({ file }) => !before.files.has(file));
  for (const { oid, kind } of changed)
    if (kind === "i" && before.byOid.has(oid))
      sampled.taken.set(oid, new Set(["ACCESS EXCLUSIVE"]));
  const scanned = new Set(changed.flatMap(readFor));
  const oids = new Map(named.map(({ written, oid }) => [written, oid]));
  const expected = expectedByOid(statement, majorOf(session), oids);
  const disagreement = disagreementOf(before, sampled.taken, expected, isOptional(statement));
  return {
    ...effectOf({ before, changed, ...sampled, scanned }),
    postgres,
    ...(disagreement === undefined ? {} : { disagreement }),
  };
}

/** To build an index, or to write a table again, all of the table is read. */
function readFor({ kind, oid, table }: Relation): string[] {
  if (kind === "r" || kind === "m") return [oid];
  return table === null ? [] : [table];
}

async function sample(
  place: Place,
  statement: Statement,
  named: readonly Named[],
): Promise<Sampled> {
  const { session } = place;
  const connect = (): Promise<Session> => place.connect();
  const [backend] = await session.query<{ pid: number }>(
    "select pg_catalog.pg_backend_pid() as pid",
  );
  await using watcher = await connect();
  const blockers: Blocker[] = [];
  try {
    for (const sql of blockersOf(statement, named)) blockers.push(await block(connect, sql));
    return await watch(watcher, backend?.pid ?? 0, blockers, () =>
      session.execute(statement.text, [], EVERYTHING),
    );
  } finally {
    await Promise.all(blockers.map((blocker) => blocker.release()));
  }
}

async function watch(
  watcher: Session,
  pid: number,
  blockers: readonly Blocker[],
  execute: () => Promise<unknown>,
): Promise<Sampled> {
  const sampled: Sampled = { taken: new Map(), waits: false };
  let running = true;
  const outcome = execute().then(
    () => (running = false),
    (error: unknown) => {
      running = false;
      return error;
    },
  );
  const held = [...blockers];
  while (running && held.length > 0) {
    const waiting = await sampleLocks(watcher, pid, sampled);
    if (waiting) await held.shift()?.release();
    else await sleep(POLL_MS);
  }
  const error = await outcome;
  if (error !== false) throw error;
  return sampled;
}

/** The named relations that exist, by the session's own search path. */
async function resolve(session: Session, names: readonly string[]): Promise<Resolved[]> {
  const rows = await session.query<Record<"written" | "oid" | "schema" | "name" | "kind", string>>(
    `select n.name as written, n.oid::pg_catalog.text as oid,
            s.nspname as schema, c.relname as name, c.relkind::pg_catalog.text as kind
     from pg_catalog.unnest($1::pg_catalog.text[]) with ordinality as u(name, place)
     cross join lateral (values (u.name, pg_catalog.to_regclass(u.name)::pg_catalog.oid)) as n(name, oid)
     left join pg_catalog.pg_index i on i.indexrelid = n.oid
     join pg_catalog.pg_class c on c.oid = coalesce(i.indrelid, n.oid)
     join pg_catalog.pg_namespace s on s.oid = c.relnamespace
     order by u.place`,
    [names],
  );
  return rows.map(({ schema, name, ...row }) => ({ ...row, name: qualified(schema, name) }));
}

/** What CONCURRENTLY leaves behind when it fails. */
async function dropInvalid(session: Session, before: Relations): Promise<void> {
  const rows = await session.query<{ oid: string; schema: string; name: string }>(
    `select c.oid::pg_catalog.text as oid, n.nspname as schema, c.relname as name
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indexrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where not i.indisvalid and c.relkind = 'i' and n.nspname <> 'pg_toast'`,
  );
  for (const { oid, schema, name } of rows)
    if (!before.byOid.has(oid)) await session.query(`drop index ${qualified(schema, name)}`);
}
