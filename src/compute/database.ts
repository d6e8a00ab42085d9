import { bytesText } from "../core/bytes.ts";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import type { Call } from "../core/tool.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import {
  type Contents,
  contentsText,
  type DatabaseFacts,
  readContents,
  readDatabases,
  requireDatabase,
  usersText,
} from "./database-facts.ts";
import { requireRole } from "./role-facts.ts";
import { rolesAt } from "./role-work.ts";
import { type Place, placeOf, type PlaceRequest, sessionAt } from "./database-place.ts";

export interface DatabaseRequest extends PlaceRequest {
  readonly action: "list" | "create" | "rename" | "set_owner" | "drop";
  readonly name?: string | undefined;
  readonly new_name?: string | undefined;
  readonly owner?: string | undefined;
}

export interface DatabaseOutcome {
  readonly databases: readonly DatabaseFacts[];
  readonly notes: readonly string[];
}

/** Databases of a branch, or of the server of DATABASE_URL; what Postgres has afterwards is read again. */
export async function manageDatabase(
  request: DatabaseRequest,
  deps: Deps,
  call: Call,
): Promise<DatabaseOutcome> {
  const { action } = request;
  const place = await placeOf(request, deps, action === "list" ? "read" : "write", call.signal);
  // to be refused where nothing may be changed, before anybody is asked
  const intent = action === "list" ? "read" : "apply";
  const { all, role } = await read(place, deps, call.signal, intent);
  if (action === "list") return { databases: all, notes: [] };
  const name = needed(request, "name");
  const at: At = { place, deps, call, all, name, role };
  switch (action) {
    case "create":
      return create(at, request.owner);
    case "rename":
      return rename(at, needed(request, "new_name"));
    case "set_owner":
      return setOwner(at, needed(request, "owner"));
    case "drop":
      return drop(at);
  }
}

interface At {
  readonly place: Place;
  readonly deps: Deps;
  readonly call: Call;
  readonly all: readonly DatabaseFacts[];
  readonly name: string;
  /** Who is connected. */
  readonly role: string;
}

async function read(
  place: Place,
  deps: Deps,
  signal: AbortSignal,
  intent: "read" | "apply" = "read",
): Promise<{ readonly all: readonly DatabaseFacts[]; readonly role: string }> {
  await using session = await sessionAt(place, deps, { intent, signal });
  return { all: await readDatabases(session), role: session.target.role };
}

async function create({ place, deps, call, all, name, role }: At, owner?: string) {
  if (all.some((database) => database.name === name))
    throw new ToolError(
      "INVALID_INPUT",
      `There is a database \`${identifier(name)}\` already.`,
      "Give another `name`.",
    );
  const { neon } = place;
  if (owner !== undefined) await mustBeRole(owner, { place, deps, call });
  if (neon === undefined) {
    await call.confirm({
      summary: `Create database \`${identifier(name)}\`${owner === undefined ? "" : ` owned by \`${identifier(owner)}\``} on the server of DATABASE_URL.`,
      plan: { target: place.target, name, owner },
    });
    const owned = owner === undefined ? "" : ` owner ${quoteIdentifier(owner)}`;
    await run(place, { deps, call }, `create database ${quoteIdentifier(name)}${owned}`);
  } else {
    const request = { name, owner: owner ?? role };
    await neon.api.manage.contents.createDatabase(neon.branch, request, call);
  }
  return after(place, { deps, call, name });
}

async function rename({ place, deps, call, all, name }: At, newName: string) {
  const database = requireDatabase(name, all);
  await call.confirm({
    summary: `Rename database \`${identifier(name)}\` to \`${identifier(newName)}\`: its connections are cut, and whoever connects to the old name is refused. ${usersText(database)}`,
    plan: { target: place.target, oid: database.oid, name, newName },
  });
  const { neon } = place;
  if (neon === undefined) {
    await using session = await elsewhere(place, { deps, call, name });
    await session.query(
      "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = $1 and pid <> pg_catalog.pg_backend_pid()",
      [name],
    );
    await execute(
      session,
      `alter database ${quoteIdentifier(name)} rename to ${quoteIdentifier(newName)}`,
    );
  } else await neon.api.manage.contents.updateDatabase(neon.branch, name, { name: newName }, call);
  return after(place, { deps, call, name: newName }, [
    "Connection strings that end in the old name have to be changed.",
  ]);
}

async function setOwner({ place, deps, call, all, name }: At, owner: string) {
  const database = requireDatabase(name, all);
  if (database.owner === owner) return { databases: [database], notes: ["It was so already."] };
  await mustBeRole(owner, { place, deps, call });
  await call.confirm({
    summary: `Make \`${identifier(owner)}\` the owner of database \`${identifier(name)}\` instead of \`${identifier(database.owner)}\`, who can then neither drop nor rename it nor grant on it. ${usersText(database)}`,
    plan: { target: place.target, oid: database.oid, from: database.owner, owner },
  });
  const { neon } = place;
  if (neon === undefined)
    await run(
      place,
      { deps, call },
      `alter database ${quoteIdentifier(name)} owner to ${quoteIdentifier(owner)}`,
    );
  else await neon.api.manage.contents.updateDatabase(neon.branch, name, { owner }, call);
  return after(place, { deps, call, name }, [
    `Tables in it keep their owners: REASSIGN OWNED BY ${quoteIdentifier(database.owner)} TO ${quoteIdentifier(owner)}, run in it, gives them too.`,
  ]);
}

async function drop({ place, deps, call, all, name }: At) {
  const database = requireDatabase(name, all);
  const size = database.bytes === null ? "of unknown size" : bytesText(database.bytes);
  const contents = await contentsOf(place, { deps, call, name });
  const inside =
    contents === undefined ? "what is in it could not be looked at" : contentsText(contents);
  await call.confirm({
    summary: `Drop database \`${identifier(name)}\` (${size}, ${inside}) and everything in it; its connections are cut. ${usersText(database)}`,
    // rows and bytes change all the time where it is used
    plan: { target: place.target, oid: database.oid, name, tables: contents?.tables },
  });
  const { neon } = place;
  if (neon === undefined) {
    await using session = await elsewhere(place, { deps, call, name });
    await execute(session, `drop database ${quoteIdentifier(name)} with (force)`);
  } else await neon.api.manage.contents.dropDatabase(neon.branch, name, call);
  const back =
    neon === undefined
      ? "Only a backup brings it back."
      : "Within the history window restore_branch, or create_branch at an earlier time, brings it back.";
  return { databases: all.filter((each) => each.name !== name), notes: [back] };
}

/** Before anybody is asked. Neon gives databases to the roles that its API knows. */
async function mustBeRole(
  owner: string,
  { place, deps, call }: Pick<At, "place" | "deps" | "call">,
): Promise<void> {
  const { neon } = place;
  const roles =
    neon === undefined
      ? await rolesAt(place, deps, call.signal)
      : (await neon.api.roles(neon.branch, call.signal)).map((name) => ({ name }));
  requireRole(owner, roles);
}

interface Named {
  readonly deps: Deps;
  readonly call: Call;
  readonly name: string;
}

/** One that cannot be connected to is dropped all the same. */
async function contentsOf(
  place: Place,
  { deps, call, name }: Named,
): Promise<Contents | undefined> {
  try {
    await using session = await sessionAt(place, deps, { database: name, signal: call.signal });
    return await readContents(session);
  } catch {
    call.signal.throwIfAborted();
    return undefined;
  }
}

/** A database cannot be renamed or dropped by who is connected to it. */
async function elsewhere(place: Place, { deps, call, name }: Named): Promise<Session> {
  const signal = call.signal;
  const session = await sessionAt(place, deps, { intent: "apply", signal });
  if (session.target.database !== name) return session;
  await session[Symbol.asyncDispose]();
  return sessionAt(place, deps, { database: "postgres", intent: "apply", signal });
}

async function run(
  place: Place,
  { deps, call }: { readonly deps: Deps; readonly call: Call },
  sql: string,
): Promise<void> {
  await using session = await sessionAt(place, deps, { intent: "apply", signal: call.signal });
  await execute(session, sql);
}

const execute = (session: Session, sql: string) =>
  session.execute(sql, [], { maxRows: 1, maxBytes: 1_000_000 });

/** The database as Postgres has it now. */
async function after(
  place: Place,
  { deps, call, name }: Named,
  notes: readonly string[] = [],
): Promise<DatabaseOutcome> {
  const { all } = await read(place, deps, call.signal);
  return { databases: [requireDatabase(name, all)], notes };
}

function needed(request: DatabaseRequest, field: "name" | "new_name" | "owner"): string {
  const value = request[field];
  if (value !== undefined && value !== "") return value;
  throw new ToolError(
    "INVALID_INPUT",
    `\`${request.action}\` needs \`${field}\`.`,
    `Call again with \`${field}\`; action "list" shows the databases there are.`,
  );
}
