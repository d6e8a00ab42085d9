import type { Deps, Shadow } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { applyDdl } from "../../schema/apply-ddl.ts";
import { printDdl } from "../../schema/ddl.ts";
import { holdRoles } from "../../schema/hold-roles.ts";
import { type DatabaseSchema, readSchema } from "../../schema/read-schema.ts";
import { parseScript } from "../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import type { Intent } from "../intent.ts";
import { nameTables } from "../resolve/tables.ts";
import { authStandIn } from "./auth-stand-in.ts";
import { loadDdl } from "./load-ddl.ts";
import { readRoles, withStated, type RoleFacts } from "./roles.ts";

/** A schema with its policies in which everything may be tried; gone when it is disposed of. */
export interface Place extends AsyncDisposable {
  readonly on: "shadow" | "branch";
  readonly session: Session;
  readonly target: Target;
  connect(): Promise<Session>;
  /** Makes the session's role a member of roles, so that it can act as they do. */
  adopt(roles: readonly string[]): Promise<void>;
  /** What roles are allowed by themselves: of the target's, not of those of the same name in a shadow. */
  roles(): Promise<readonly RoleFacts[]>;
  /** What of the schema is not there. */
  readonly missing: readonly string[];
}

/** Where the schema with its policies comes from. */
export type Origin =
  | { readonly target: TargetInput | undefined; readonly on: "shadow" | "branch" }
  | { readonly ddl: string }
  /** Makes them in an empty shadow. */
  | { readonly prepare: (session: Session, adopt: Place["adopt"]) => Promise<void> };

/**
 * Errors are those of sessions, shadows and branches, and of DDL that Postgres refuses; DDL that does not parse, and an intent that names
 * what the target does not have, are refused before a shadow or a branch is made.
 */
export async function openPlace(
  origin: Origin,
  intent: Intent,
  deps: Deps,
  call: Call,
): Promise<Place> {
  if ("ddl" in origin) await parseScript(origin.ddl);
  const source =
    "target" in origin ? await openSource(origin, intent, deps, call) : { ...origin, ...nothing };
  if ("target" in origin && origin.on === "branch") {
    await source[Symbol.asyncDispose]();
    return openBranch(origin.target, deps, call);
  }
  await using from = source;
  const shadow = await deps.shadow(call.signal);
  const adopt = adoptBy(shadow);
  try {
    const { target, missing, roles } = await fill(from, shadow, adopt);
    return {
      on: "shadow",
      session: shadow.session,
      target,
      connect: () => shadow.connect(),
      adopt,
      roles,
      missing,
      [Symbol.asyncDispose]: () => shadow[Symbol.asyncDispose](),
    };
  } catch (error) {
    await shadow[Symbol.asyncDispose]();
    throw error;
  }
}

const adoptBy =
  (shadow: Shadow): Place["adopt"] =>
  async (roles) => {
    if (shadow.adopt === undefined) await joinRoles(shadow.session, roles);
    else await shadow.adopt(roles);
  };

/** As a role that made them, or administers them, may. */
async function joinRoles(session: Session, roles: readonly string[]): Promise<void> {
  const options = session.version >= 160_000 ? " with inherit false, set true" : "";
  for (const role of roles)
    await session
      .query(`grant ${quoteIdentifier(role)} to current_user${options}`)
      .catch((error: unknown) => {
        if (!(error instanceof ToolError) || error.sqlstate !== "42501") throw error;
        throw new ToolError(
          "PERMISSION",
          `Policies can only be proven as ${identifier(role)} by a role that may become it, and ${identifier(session.target.role)} may not.`,
          'Let a role with the admin option on it grant it to this one, WITH INHERIT FALSE, SET TRUE on Postgres 16 or later; or pass on: "shadow".',
          { cause: error, sqlstate: error.sqlstate },
        );
      });
}

const nothing: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

type OfTarget = Extract<Origin, { readonly on: unknown }>;

/** The target, and what is in it. */
interface Source extends AsyncDisposable {
  readonly session: Session;
  readonly schema: DatabaseSchema;
}

async function openSource(
  { target }: OfTarget,
  intent: Intent,
  deps: Deps,
  { signal }: Call,
): Promise<Source> {
  const session = await deps.session({ target, intent: "read", connection: "direct", signal });
  const end = async (): Promise<void> => session[Symbol.asyncDispose]();
  try {
    const schema = await readSchema(session);
    nameTables(intent, schema.catalog);
    return { session, schema, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

type Filled = Pick<Place, "target" | "missing" | "roles">;

async function fill(
  origin: Source | Exclude<Origin, OfTarget>,
  { session }: Shadow,
  adopt: Place["adopt"],
): Promise<Filled> {
  if ("prepare" in origin) {
    await origin.prepare(session, adopt);
    return { target: session.target, missing: [], roles: () => readRoles(session) };
  }
  if ("ddl" in origin) {
    const { stated } = await loadDdl(session, origin.ddl, adopt);
    return {
      target: session.target,
      missing: [],
      roles: async () => withStated(await readRoles(session), stated),
    };
  }
  const { session: source } = origin;
  const { catalog, dependencies } = origin.schema;
  const facts = await readRoles(source);
  if (catalog.extensions.some(({ name }) => name === "pg_session_jwt"))
    for (const sql of authStandIn) await session.query(sql);
  const ddl = printDdl(catalog, dependencies);
  await holdRoles(session, ddl.roles);
  await adopt(ddl.roles);
  const failures = await applyDdl(session, ddl);
  await session.query("select pg_catalog.set_config('search_path', $1, false)", [
    await searchPathOf(source),
  ]);
  return {
    target: source.target,
    missing: [
      ...failures.map(({ statement }) => statement.object),
      ...ddl.missing.map(({ object }) => object),
    ],
    roles: async () => facts,
  };
}

async function searchPathOf(session: Session): Promise<string> {
  const [row] = await session.query<{ path: string }>(
    "select pg_catalog.current_setting('search_path') as path",
  );
  return row?.path ?? "public";
}

async function openBranch(target: TargetInput | undefined, deps: Deps, call: Call): Promise<Place> {
  call.progress(0, "Creating a branch");
  const made = await deps.temporaryBranch({ target, purpose: "rls" }, call);
  const connect = (): Promise<Session> =>
    deps.session({
      target: made.target,
      intent: "write",
      connection: "direct",
      atOnce: 4,
      signal: call.signal,
    });
  try {
    const session = await connect();
    return {
      on: "branch",
      session,
      target: session.target,
      connect,
      adopt: (roles) => joinRoles(session, roles),
      roles: () => readRoles(session),
      missing: [],
      async [Symbol.asyncDispose]() {
        await session[Symbol.asyncDispose]();
        await made[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await made[Symbol.asyncDispose]();
    throw error;
  }
}

/** `regclass` as it is written in SQL. */
export const nameOf = ({ schema, name }: { schema: string; name: string }): string =>
  qualified(schema, name);
