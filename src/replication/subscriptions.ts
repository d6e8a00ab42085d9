import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { type Done, mustBeLogical, nameOf, type Work } from "./request.ts";
import { mustEndSoon } from "./slots.ts";
import { readSlots, readSubscriptions, type Subscription } from "./state.ts";
import { mustMatch, type PublishedTable, publishedTables } from "./match.ts";

/** How long the first copy is waited for before the answer says that it goes on. */
const PATIENCE_MS = 600_000;

/**
 * Subscribes this database to a publication of another Postgres, and waits until all tables are copied. What Postgres would find out
 * table by table, and repeat every five seconds, is looked at first: the level of the WAL, the publication, tables and columns, rows
 * that are there already. Where the statement fails, a slot that it left on the source is dropped.
 */
export async function subscribe(work: Work): Promise<Done> {
  const { request, session, deps, call } = work;
  const name = nameOf(request);
  const { publication, url_variable: variable } = request;
  if (publication === undefined || variable === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "`subscribe` needs the source and what it publishes.",
      "Give `url_variable`, the environment variable with the source's URL (direct host), and `publication`.",
    );
  await mustBeAllowed(session);
  await using source = await deps.external({ variable, signal: call.signal });
  await mustBeLogical(source);
  const tables = await publishedTables(source, publication);
  await mustMatch(session, tables);
  await mustBeFree(session, source, name);
  const from = `${identifier(source.target.database)} (${identifier(variable)})`;
  await call.confirm({
    summary: `Subscribe database \`${identifier(session.target.database)}\` to publication \`${identifier(publication)}\` of ${from}: about ${rows(tables)} rows of ${tables.length} tables are copied, then every change follows. The source's password is kept in this database, where superusers can read it; the source keeps WAL whenever this subscriber is away, and a Neon compute does not suspend while it follows.`,
    plan: { name, publication, variable, tables, target: session.target },
  });
  await mustEndSoon(source);
  const address = await deps.externalAddress(variable);
  const sql = `create subscription ${quoteIdentifier(name)} connection ${quoteLiteral(connectionOf(address))} publication ${quoteIdentifier(publication)}`;
  try {
    await session.query(sql);
  } catch (error) {
    const left = await dropLeftSlot(source, name);
    throw explained(error, left);
  }
  return { done: await settled(work, name), next: AFTERWARDS };
}

export async function refreshSubscription(work: Work): Promise<Done> {
  const { request, session, call } = work;
  const name = nameOf(request);
  await find(session, name);
  await call.confirm({
    summary: `Let subscription \`${identifier(name)}\` of database \`${identifier(session.target.database)}\` copy and follow the tables that were published since, and forget those that are published no more.`,
    plan: { name, target: session.target },
  });
  await session.query(`alter subscription ${quoteIdentifier(name)} refresh publication`);
  return { done: await settled(work, name), next: AFTERWARDS };
}

/** Drops it with its slot on the source; where the source cannot be reached, without, and says so. */
export async function dropSubscription({ request, session, call }: Work): Promise<Done> {
  const name = nameOf(request);
  const { slot } = await find(session, name);
  await call.confirm({
    summary: `Drop subscription \`${identifier(name)}\` of database \`${identifier(session.target.database)}\`: nothing follows any more. The rows stay; the slot \`${identifier(slot ?? "")}\` on the source goes with it if the source can be reached.`,
    plan: { name, slot, target: session.target },
  });
  const quoted = quoteIdentifier(name);
  try {
    await session.query(`drop subscription ${quoted}`);
    return { done: `Dropped subscription ${identifier(name)} and its slot on the source.` };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
  await session.query(`alter subscription ${quoted} disable`);
  await session.query(`alter subscription ${quoted} set (slot_name = none)`);
  await session.query(`drop subscription ${quoted}`);
  return {
    done: `Dropped subscription ${identifier(name)}. Its source could not be reached: slot ${identifier(slot ?? "")} is still there and keeps WAL.`,
    next: "Call drop_slot on the source as soon as it can be reached.",
  };
}

/** From Postgres 16 on a role of its own, which Neon gives to the roles of its API; before, superusers. */
async function mustBeAllowed(session: Session): Promise<void> {
  const { target, version } = session;
  const [row] = await session.query<{ may: boolean }>(version < 160_000 ? SUPERUSER : MEMBER);
  if (row?.may === true) return;
  throw new ToolError(
    "PERMISSION",
    `Role \`${identifier(target.role)}\` may not make subscriptions here.`,
    target.deployment === "local"
      ? "The local Neon lets nobody: a subscription can be made to write files of whoever runs it. On Neon it works; to try it here, serve another Postgres with DATABASE_URL."
      : "Use a role in pg_create_subscription (before Postgres 16: a superuser); on Neon each role made by its API is.",
  );
}

const SUPERUSER = "select rolsuper as may from pg_catalog.pg_roles where rolname = current_user";
const MEMBER = "select pg_catalog.pg_has_role('pg_create_subscription', 'usage') as may";

const AFTERWARDS =
  "Sequences are not replicated: before the switch set them on this side. For the switch: stop writing at the source, `status` with `url_variable` until it says 0 bytes behind, verify_data, then point the application here and drop_subscription.";

/** libpq's key words; the values quoted for it, and the whole once more for SQL. */
function connectionOf({ host, port, database, user, password, ssl, options }: Address): string {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ["host", host],
    ["port", String(port)],
    ["dbname", database],
    ["user", user],
    ["password", password],
    ["sslmode", ssl],
    ["options", options],
  ];
  return parts
    .flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}='${value.replaceAll(/['\\]/g, "\\$&")}'`],
    )
    .join(" ");
}

async function settled({ session, call }: Work, name: string): Promise<string> {
  const start = Date.now();
  for (;;) {
    const { tables, errors } = await find(session, name);
    const ready = tables.filter((table) => table.ready).length;
    call.progress(ready, `Copying: ${ready} of ${tables.length} tables`, tables.length + 1);
    if (ready === tables.length)
      return `Subscription ${identifier(name)} follows ${tables.length} tables; all are copied.`;
    if (Date.now() - start > PATIENCE_MS || call.signal.aborted || (errors ?? 0) > 0)
      return `Subscription ${identifier(name)} is there; ${ready} of ${tables.length} tables are copied${errors ? `, and its workers have failed ${errors} times: the reason is in this server's log` : ", the others still are: `status` shows how far"}.`;
    await sleep(250);
  }
}

async function find(session: Session, name: string): Promise<Subscription> {
  const all = await readSubscriptions(session);
  const found = all.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new ToolError(
    "NOT_FOUND",
    `There is no subscription \`${identifier(name)}\` in this database.`,
    all.length === 0
      ? "There is none at all."
      : `There are ${all.map((each) => `\`${identifier(each.name)}\``).join(", ")}.`,
  );
}

async function mustBeFree(session: Session, source: Session, name: string): Promise<void> {
  const taken = (await readSubscriptions(session)).some((each) => each.name === name);
  const slot = (await readSlots(source)).some((each) => each.name === name);
  if (!taken && !slot) return;
  throw new ToolError(
    "INVALID_INPUT",
    taken
      ? `There is a subscription \`${identifier(name)}\` already.`
      : `The source has a slot \`${identifier(name)}\` already.`,
    taken
      ? "Look at it with `status`; drop_subscription first, or choose another `name`."
      : "Choose another `name`, or drop_slot on the source when nobody uses it.",
  );
}

/** The slot is made before the subscription; one that nobody reads from keeps WAL for ever. */
async function dropLeftSlot(source: Session, name: string): Promise<boolean> {
  try {
    const left = (await readSlots(source)).some((each) => each.name === name && !each.active);
    if (left) await source.query("select pg_catalog.pg_drop_replication_slot($1)", [name]);
    return false;
  } catch {
    return true;
  }
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof ToolError && error.sqlstate?.startsWith("08") === true;

function explained(error: unknown, slotIsLeft: boolean): unknown {
  if (!(error instanceof ToolError)) return error;
  const left = slotIsLeft ? " The slot may still be on the source: look there, and drop_slot." : "";
  if (isUnreachable(error))
    return new ToolError(
      "UNAVAILABLE",
      `The source was reached from here, but not from this database's own server, which makes the connection.${left}`,
      "Give a URL with a host, port and TLS that this server can reach (no localhost, no private address), and let its address in.",
      { quoted: error.quoted ?? "", cause: error },
    );
  return left === ""
    ? error
    : new ToolError(error.code, error.message + left, error.next, {
        ...(error.quoted === undefined ? {} : { quoted: error.quoted }),
        cause: error,
      });
}

const rows = (tables: readonly PublishedTable[]): string =>
  tables.reduce((sum, table) => sum + Math.max(0, table.rows), 0).toLocaleString("en");
