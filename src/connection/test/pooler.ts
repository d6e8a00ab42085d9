import { randomInt } from "node:crypto";
import type { Finding } from "../../core/finding.ts";
import { Exchange, writeCommand } from "../../postgres/exchange.ts";
import type { Wire } from "../../postgres/wire.ts";
import { finding } from "./session.ts";
import { rowsOf, valueOf } from "./wire.ts";

/** What of a session lasts from one transaction to the next. */
export interface PoolerFacts {
  /** A transaction later another server process serves the client. */
  readonly switches: boolean;
  readonly set: "lasts" | "is lost" | "reaches other clients";
  readonly prepared_statements: boolean;
  readonly sql_prepare: boolean;
  readonly advisory_locks: boolean;
  readonly listen: boolean;
}

const SETTING = "neon_dba.probe";
const NAME = "neon_dba_probe";

/** The other connections: how one is opened, and how many may be. */
interface Others {
  readonly open: () => Promise<Wire>;
  readonly most: number;
}

/**
 * Tries what holds for a session. It is left in one server process, which another connection then keeps busy by a transaction, so that
 * the first one goes on with another; what was left there is taken away through that. Nothing of the database is changed.
 */
export async function tryPooler(first: Wire, others: Others): Promise<PoolerFacts> {
  const key = String(randomInt(1, 2 ** 31));
  const process = await leave(first, key);
  const held: Wire[] = [];
  let keeper: Wire | undefined;
  try {
    while (keeper === undefined && held.length < others.most) {
      const wire = await others.open();
      held.push(wire);
      await rowsOf(wire, "begin");
      if ((await valueOf(wire, PID)) === process) keeper = wire;
    }
    const foreign = keeper === undefined ? undefined : await valueOf(keeper, SHOW);
    const facts = await judge(first, key, { process, foreign });
    if (keeper !== undefined) await tidy(keeper, key);
    return facts;
  } finally {
    await Promise.all(held.map((wire) => wire.end()));
    if (keeper === undefined) await tidyLater(first, key, process);
  }
}

const PID = "select pg_catalog.pg_backend_pid()";
const SHOW = `select pg_catalog.current_setting('${SETTING}', true)`;
const UNLOCK = "select pg_catalog.pg_advisory_unlock($1)";
const LISTENING = "select $1 operator(pg_catalog.=) any(select pg_catalog.pg_listening_channels())";

/** All in one transaction, which one process serves. Returns its id. */
async function leave(first: Wire, key: string): Promise<string | undefined> {
  await rowsOf(first, "begin");
  await rowsOf(first, `set ${SETTING} = 'left'`);
  await prepare(first);
  await rowsOf(first, `prepare ${NAME}_sql as select 1`);
  await rowsOf(first, `listen ${NAME}`);
  await rowsOf(first, "select pg_catalog.pg_advisory_lock($1)", [key]);
  const process = await valueOf(first, PID);
  await rowsOf(first, "commit");
  return process;
}

async function judge(
  first: Wire,
  key: string,
  {
    process,
    foreign,
  }: { readonly process: string | undefined; readonly foreign: string | undefined },
): Promise<PoolerFacts> {
  const switches = (await valueOf(first, PID)) !== process;
  const own = await valueOf(first, SHOW);
  return {
    switches,
    set: foreign === "left" ? "reaches other clients" : own === "left" ? "lasts" : "is lost",
    prepared_statements: await works(() => execute(first)),
    sql_prepare: await works(() => rowsOf(first, `execute ${NAME}_sql`)),
    advisory_locks: (await valueOf(first, UNLOCK, [key])) === "t",
    listen: (await valueOf(first, LISTENING, [NAME])) === "t",
  };
}

/** `unlisten` and `reset` would be undone by a rollback. */
async function tidy(wire: Wire, key: string): Promise<void> {
  await rowsOf(wire, UNLOCK, [key]);
  await rowsOf(wire, `unlisten ${NAME}`);
  await rowsOf(wire, `reset ${SETTING}`);
  await rowsOf(wire, `deallocate all`);
  await rowsOf(wire, "commit");
}

const TRIES = 20;

/** Nobody else has the process: the first connection gets it again, or has it. One that is left goes when the pooler closes it. */
async function tidyLater(first: Wire, key: string, process: string | undefined): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    await rowsOf(first, "begin");
    const isThere = (await valueOf(first, PID)) === process;
    if (isThere) return tidy(first, key);
    await rowsOf(first, "rollback");
  }
}

const command = { sql: "select 1", name: NAME };

const prepare = (wire: Wire) =>
  wire.run(new Exchange([], (connection) => writeCommand(connection, command)));

const execute = (wire: Wire) =>
  wire.run(
    new Exchange([], (connection) => writeCommand(connection, { ...command, parsed: true })),
  );

const works = (run: () => Promise<unknown>): Promise<boolean> =>
  run().then(
    () => true,
    () => false,
  );

export function poolerFindings(facts: PoolerFacts): Finding[] {
  if (!facts.switches) return [];
  const lost = [
    ...(facts.set === "lasts"
      ? []
      : [facts.set === "is lost" ? "SET (lost)" : "SET (reaches other clients)"]),
    ...(facts.sql_prepare ? [] : ["PREPARE as SQL"]),
    ...(facts.advisory_locks ? [] : ["session advisory locks"]),
    ...(facts.listen ? [] : ["LISTEN"]),
  ];
  const prepared = facts.prepared_statements
    ? "Prepared statements of the protocol, which drivers use, work."
    : "Prepared statements of the protocol do not work either: switch them off in the driver.";
  if (lost.length === 0) return [];
  return [
    finding(
      "pooled-session-state",
      facts.set === "reaches other clients" || !facts.prepared_statements ? "warning" : "info",
      "pooled",
      `Tried through the pooler: ${lost.join(", ")} last no longer than a transaction. ${prepared} Use SET LOCAL and pg_advisory_xact_lock, and the direct address for LISTEN and migrations.`,
    ),
  ];
}
