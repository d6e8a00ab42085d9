import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Deps } from "../../../../src/core/deps.ts";
import { canonicalJson } from "../../../../src/postgres/catalog/fingerprint.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import type { RoleModel } from "../../../../src/rules/facts/model.ts";
import { readDatabase } from "../../../../src/rules/facts/database.ts";
import { readFacts } from "../../../../src/rules/facts/read-facts.ts";
import { readRoles } from "../../../../src/rules/facts/roles.ts";
import type { SecurityFacts } from "../../../../src/rules/facts/security.ts";
import type { NeonFacts } from "../../../../src/rules/facts/neon.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { poolOn } from "../../postgres/catalog/session.ts";

export interface Circumstances {
  readonly model?: RoleModel;
  readonly neon?: NeonFacts;
  readonly sample?: boolean;
  /** As if the session came from another machine: the tests' Postgres listens on this one alone. */
  readonly remote?: boolean;
}

/** One database on which schemas are audited one after the other. */
export interface Bench extends AsyncDisposable {
  readonly database: TestDatabase;
  /** Role names of examples (`app_role`, `owner_role`) are those of this bench: roles belong to the whole cluster. */
  named(sql: string): string;
  /** Empties the database and runs a script as its owner; `reset role;` in it leads to the superuser. */
  setUp(sql: string): Promise<void>;
  runAsSuperuser(sql: string): Promise<void>;
  /** What the owner's session sees. */
  facts(circumstances?: Circumstances): Promise<SecurityFacts>;
  /** What of it a fix may change. */
  stateOf(facts: SecurityFacts): string;
  /** Everything that a fix may change, and its rollback has to put back. */
  state(): Promise<string>;
  /** Whether the object of a finding is of this bench's making. */
  isOwn(object: string): boolean;
}

export async function openBench(cluster?: string): Promise<Bench> {
  const database = await testDatabase("", cluster);
  const copy = await testDatabase();
  const [pool, copies] = [poolOn(database.url), poolOn(copy.url)];
  const { signal } = new AbortController();
  const session = await pool.open({ signal });
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const copier = new pg.Client({ connectionString: copy.superuserUrl });
  await copier.connect();
  const copyOwner = new URL(copy.url).username;
  const id = randomBytes(3).toString("hex");
  const owner = new URL(database.url).username;
  const named = (sql: string): string =>
    sql
      .replaceAll(/\b([a-z]+)_role\b/g, (_, name: string) =>
        name === "owner" ? owner : `${name}_${id}`,
      )
      .replaceAll(/\bthis_database\b/g, database.name);
  const shadow: Deps["shadow"] = async () => {
    await copier.query(`set role ${copyOwner}; ${EMPTY}; reset role`);
    const other = await copies.open({ signal });
    return {
      session: other,
      connect: () => copies.open({ signal }),
      [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
    };
  };
  const empty = async (): Promise<void> => {
    await copier.query(`${disowned(id)}; set role ${copyOwner}; ${EMPTY}; reset role`);
    await superuser.query(`reset role; ${emptied(owner, id, database.name)}`);
  };
  return {
    database,
    named,
    async setUp(sql) {
      await empty();
      await superuser.query(`set role ${owner}; ${named(sql)}; reset role`);
    },
    async runAsSuperuser(sql) {
      await superuser.query(sql);
    },
    async facts({ model, neon, sample = false, remote } = {}) {
      const { facts } = await readFacts(session, {
        model,
        neon,
        sample,
        ofText: undefined,
        signal,
        shadow: () => shadow(signal),
        progress: () => {},
      });
      if (remote === undefined) return facts;
      return { ...facts, database: { ...facts.database, remote } };
    },
    stateOf: (facts) => stateOf(facts, id, owner),
    async state() {
      const catalog = await readCatalog(session);
      const { roles, memberships } = await readRoles(session);
      const database = await readDatabase(session);
      return stateOf({ catalog, roles, memberships, database }, id, owner);
    },
    isOwn: (object) => !object.startsWith("role ") || object.endsWith(id) || object.endsWith(owner),
    async [Symbol.asyncDispose]() {
      await empty();
      await superuser.end();
      await copier.end();
      await session[Symbol.asyncDispose]();
      await pool.close();
      await copies.close();
      await database[Symbol.asyncDispose]();
      await copy[Symbol.asyncDispose]();
    },
  };
}

type State = Pick<SecurityFacts, "catalog" | "roles" | "memberships" | "database">;

function stateOf(
  { catalog, roles, memberships, database }: State,
  id: string,
  owner: string,
): string {
  const own = (name: string): boolean => name.endsWith(id) || name === owner;
  return canonicalJson({
    catalog,
    database: { ...database, settings: null, remote: null },
    roles: roles.filter(({ name }) => own(name)).map((role) => ({ ...role, named: null })),
    memberships: memberships.filter(({ member, role }) => own(member) || own(role)),
  });
}

const EMPTY = `do $$ declare s name; begin
  for s in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', s);
  end loop;
  create schema public;
end $$`;

const disowned = (id: string): string => `do $$ declare one record; begin
    for one in select rolname as name from pg_roles where rolname ~ '_${id}$' order by rolname loop
      execute format('drop owned by %I cascade', one.name); end loop;
  end $$`;

/** A database as it was made, and no roles but its owner. */
const emptied = (owner: string, id: string, database: string): string => `
  do $$ declare one record; begin
    for one in select evtname as name from pg_event_trigger loop execute format('drop event trigger %I', one.name); end loop;
    for one in select extname as name from pg_extension where extname not in ('plpgsql', 'pg_stat_statements') loop
      execute format('drop extension %I cascade', one.name); end loop;
    for one in select fdwname as name from pg_foreign_data_wrapper loop execute format('drop foreign data wrapper %I cascade', one.name); end loop;
    for one in select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
      begin execute format('drop schema %I cascade', one.name); exception when dependent_objects_still_exist then null; end; end loop;
    for one in select rolname as name from pg_roles where rolname ~ '_${id}$' order by rolname loop
      execute format('drop owned by %I cascade', one.name); end loop;
    for one in select rolname as name from pg_roles where rolname ~ '_${id}$' loop
      execute format('drop role %I', one.name); end loop;
    execute 'alter default privileges for role ${owner} grant execute on functions to public';
  end $$;
  drop owned by ${owner} cascade;
  alter role ${owner} nosuperuser nobypassrls createrole nocreatedb noreplication login valid until 'infinity'; alter role ${owner} reset all;
  create schema if not exists public authorization pg_database_owner;
  grant usage on schema public to public;
  alter database ${database} owner to ${owner};
  revoke all on database ${database} from public;
  grant connect, temporary on database ${database} to public;
  alter database ${database} reset all`;
