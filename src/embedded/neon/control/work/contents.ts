import type { Client } from "pg";
import type { Compute, DataId } from "../../engine.ts";
import type { Control } from "../control.ts";
import { now, update } from "../state/changes.ts";
import { databaseId, password } from "../state/ids.ts";
import type { Branch, Change, Contents, Database, Role } from "../state/types.ts";
import { asAdmin, setPassword } from "./sql.ts";

interface ActualRole {
  readonly name: string;
  /** A member of `neon_superuser` that may log in: the API made it. */
  readonly ours: boolean;
}

interface Actual {
  readonly roles: readonly ActualRole[];
  readonly databases: readonly { readonly name: string; readonly owner: string }[];
}

async function read(client: Client): Promise<Actual> {
  const roles = await client.query<ActualRole>(`
    select rolname as name, rolcanlogin and exists (
        select from pg_auth_members
        where member = role.oid and roleid = 'neon_superuser'::regrole
      ) as ours
    from pg_roles as role
    where rolname !~ '^pg_' and rolname not in ('cloud_admin', 'neon_superuser')
    order by oid`);
  const databases = await client.query<{ name: string; owner: string }>(`
    select datname as name, pg_get_userbyid(datdba) as owner
    from pg_database
    where not datistemplate and datname <> 'postgres'
    order by oid`);
  return { roles: roles.rows, databases: databases.rows };
}

/** What is known of those that there are, and what there is that was not known. */
function merge(actual: Actual, known: Contents): Contents {
  const times = { createdAt: now(), updatedAt: now() };
  return {
    roles: actual.roles.map(
      ({ name }): Role => known.roles.find((role) => role.name === name) ?? { name, ...times },
    ),
    databases: actual.databases.map(({ name, owner }): Database => {
      const before = known.databases.find((database) => database.name === name);
      if (before?.owner === owner) return before;
      return { id: databaseId(), ...times, ...before, name, owner };
    }),
  };
}

/**
 * Roles and databases of the branch, with what SQL has made or dropped while its compute runs; a sleeping one is not woken for that:
 * what it held when it fell asleep is known.
 */
export async function contentsOf(control: Control, branch: Branch): Promise<Contents> {
  const { data } = branch;
  if (data === undefined || branch.state !== "ready") return branch;
  const compute = control.engine.compute(data);
  if (compute.state !== "active") return branch;
  const contents = merge(await asAdmin(compute, read), branch);
  const latest = control.store.state.branches[branch.id];
  // A job that has changed them meanwhile knows better.
  if (latest === undefined || !isSame(latest, branch)) return latest ?? branch;
  if (!isEqual(contents, branch)) control.store.note(withContents(branch, contents));
  return contents;
}

/** Keeps what SQL has made or dropped on a branch, read in a session on its compute, which ends next. */
export async function noteContents(control: Control, data: DataId, client: Client): Promise<void> {
  const { store } = control;
  const branch = Object.values(store.state.branches).find((each) => each.data === data);
  if (branch?.state !== "ready") return;
  const contents = merge(await read(client), branch);
  const latest = store.state.branches[branch.id];
  if (latest !== undefined && isSame(latest, branch) && !isEqual(contents, branch))
    await store.change(withContents(branch, contents));
}

const isSame = (a: Contents, b: Contents): boolean =>
  a.roles === b.roles && a.databases === b.databases;

const isEqual = (a: Contents, b: Contents): boolean =>
  JSON.stringify([a.roles, a.databases]) === JSON.stringify([b.roles, b.databases]);

const withContents = ({ id }: Branch, contents: Contents): Change =>
  update("branches", id, (kept) => ({ ...kept, ...contents }));

/**
 * Makes the roles of copied data those that the API knows: `known` passwords are set, API roles that it does not know (dropped since
 * that moment) get new ones. Starts a compute on the data. Returns what there is.
 */
export async function adopt(compute: Compute, known: Contents): Promise<Contents> {
  return asAdmin(compute, async (client) => {
    const actual = await read(client);
    const contents = merge(actual, known);
    const ours = new Set(actual.roles.filter((role) => role.ours).map(({ name }) => name));
    const roles = contents.roles.map((role): Role => {
      if (!ours.has(role.name)) return role;
      return { ...role, password: role.password ?? password() };
    });
    for (const role of roles)
      if (role.password !== undefined && ours.has(role.name))
        await client.query(setPassword(role.name, role.password));
    return { roles, databases: contents.databases };
  });
}

/** Roles with new passwords: whoever may see a branch of a protected branch does not get into that one. */
export const withNewPasswords = ({ roles, databases }: Contents): Contents => ({
  databases,
  roles: roles.map((role) =>
    role.password === undefined ? role : { ...role, password: password() },
  ),
});

/** The passwords of `preferred` where both know a role. */
export const withPasswordsOf = (preferred: Contents, { roles, databases }: Contents): Contents => ({
  databases,
  roles: roles.map((role) => preferred.roles.find(({ name }) => name === role.name) ?? role),
});

/** Whether both would let the same clients in. */
export const haveSamePasswords = (a: Contents, b: Contents): boolean => {
  const passwords = ({ roles }: Contents): string =>
    roles
      .map(({ name, password: secret }) => JSON.stringify([name, secret]))
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join();
  return passwords(a) === passwords(b);
};
