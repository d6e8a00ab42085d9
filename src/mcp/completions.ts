import type { Deps } from "../core/deps.ts";
import type { Neon } from "../core/neon.ts";

/** What may be completed wherever it is an argument: of a prompt, or in the address of a resource. */
export type Completed = "project" | "branch" | "database" | "role" | "table";

/** The names that begin with what was typed; `given` are the arguments that are filled in already. */
export type Complete = (
  typed: string,
  given?: Readonly<Record<string, string | undefined>>,
) => Promise<string[]>;

/** A Postgres by its URL has neither projects nor branches. */
export type Completions = Readonly<
  Record<Exclude<Completed, OfNeon>, Complete> & Partial<Record<OfNeon, Complete>>
>;
export type NeonCompletions = Readonly<Record<Completed, Complete>>;
type OfNeon = "project" | "branch";

export const areOfNeon = (completions: Completions | undefined): completions is NeonCompletions =>
  completions?.project !== undefined && completions.branch !== undefined;

const LISTED = 100;
/** Who types does not wait. */
const LIMIT_MS = 5_000;

/** Names from the Neon that is served. One that does not answer completes nothing. */
export function neonCompletions(deps: Deps): NeonCompletions {
  const complete = (
    names: (neon: Neon, given: Given, signal: AbortSignal) => Promise<readonly string[]>,
  ): Complete =>
    patient(async (typed, given, signal) =>
      startingWith(typed, await names(await deps.neon("read"), given, signal)),
    );
  return {
    project: complete(async (neon, _, signal) =>
      (await neon.projects(signal)).map(({ name }) => name),
    ),
    branch: complete(async (neon, { project }, signal) =>
      (await neon.branches(project, signal)).map(({ name }) => name),
    ),
    database: complete(async (neon, given, signal) =>
      neon.databases(await neon.branch(named(given), signal), signal),
    ),
    role: complete(async (neon, given, signal) =>
      neon.roles(await neon.branch(named(given), signal), signal),
    ),
    table: namesIn(deps, tablesStartingWith),
  };
}

/** Names from the Postgres of a URL: only those that its user may connect to, act as or see. */
export const urlCompletions = (deps: Pick<Deps, "session">): Completions => ({
  database: namesIn(deps, databasesStartingWith),
  role: namesIn(deps, rolesStartingWith),
  table: namesIn(deps, tablesStartingWith),
});

/** What a query finds for the letters `$1`, at most `$2`, in the database that is named already. */
const namesIn = ({ session }: Pick<Deps, "session">, sql: string): Complete =>
  patient(async (typed, given, signal) => {
    const target = {
      ...named(given),
      ...(given["database"] ? { database: given["database"] } : {}),
    };
    await using open = await session({ target, intent: "read", brief: true, signal });
    const found = await open.query<{ name: string }>(sql, [typed, LISTED]);
    return found.map(({ name }) => name);
  });

type Ask = (typed: string, given: Given, signal: AbortSignal) => Promise<string[]>;

/** Nobody is told that there is nothing to complete with: the argument may be typed. */
export const patient =
  (ask: Ask): Complete =>
  async (typed, given = {}) => {
    try {
      return await ask(typed, given, AbortSignal.timeout(LIMIT_MS));
    } catch {
      return [];
    }
  };

const databasesStartingWith = `
  select datname as name
    from pg_catalog.pg_database
   where datallowconn and not datistemplate
     and pg_catalog.has_database_privilege(oid, 'CONNECT')
     and pg_catalog.starts_with(datname::text, $1)
   order by name
   limit $2`;

const rolesStartingWith = `
  select rolname as name
    from pg_catalog.pg_roles
   where pg_catalog.pg_has_role(oid, 'MEMBER') and rolname !~ '^pg_'
     and pg_catalog.starts_with(rolname::text, $1)
   order by name
   limit $2`;

/** By the qualified name, or by the table's own. */
const tablesStartingWith = `
  select name
    from (
      select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, c.relname
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition
         and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    ) tables
   where pg_catalog.starts_with(name, $1) or pg_catalog.starts_with(relname::text, $1)
   order by name
   limit $2`;

type Given = Readonly<Record<string, string | undefined>>;

const named = ({ project, branch }: Given): { project?: string; branch?: string } => ({
  ...(project ? { project } : {}),
  ...(branch ? { branch } : {}),
});

export function startingWith(typed: string, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(typed)).slice(0, LISTED);
}
