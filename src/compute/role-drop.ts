import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { sessionAt } from "./database-place.ts";
import { requireRole, type RoleFacts, usersOf } from "./role-facts.ts";
import type { RoleOutcome, RoleWork } from "./role-work.ts";

/** Drops a role after what it owns has found another owner, in every database. */
export async function dropRole(work: RoleWork, heir: string | undefined): Promise<RoleOutcome> {
  const { place, call, all, name } = work;
  const role = requireRole(name, all);
  if (heir !== undefined) requireRole(heir, all);
  const viaApi = role.api && place.neon !== undefined;
  const ownsSomething = role.owns.length > 0 || role.databases.length > 0;
  if (viaApi && role.databases.length > 0) throw databasesFirst(role);
  if (ownsSomething && heir === undefined && !viaApi) throw owner(role);
  if (heir !== undefined && viaApi)
    throw new ToolError(
      "INVALID_INPUT",
      `Role \`${identifier(name)}\` was made through Neon's API, which gives what it owns to the owner of each database.`,
      "Leave out `reassign_to`.",
    );
  const becomes = !ownsSomething
    ? "It owns nothing."
    : `It owns ${ownedText(role)}, which ${viaApi ? "goes to the owner of each database" : `goes to \`${identifier(heir ?? "")}\``}.`;
  await call.confirm({
    summary: `Drop role \`${identifier(name)}\`: whoever connects as it is refused, and what was granted to it is revoked. ${becomes} ${usersOf(role)}`,
    plan: { target: place.target, oid: role.oid, name, owns: role.owns, heir },
  });
  if (viaApi && place.neon !== undefined)
    await place.neon.api.manage.contents.dropRole(place.neon.branch, name, call);
  else await dropBySql(work, role, heir);
  return { roles: [], notes: ownsSomething ? [becomes] : [] };
}

/** In every database that knows the role; dropped it is when none does any more, so that a failure leaves it as it was or less. */
async function dropBySql(
  { place, deps, call, name }: RoleWork,
  { oid }: RoleFacts,
  heir: string | undefined,
): Promise<void> {
  const signal = call.signal;
  await using home = await sessionAt(place, deps, { intent: "apply", signal });
  const known = await home.query<{ database: string }>(
    `select distinct d.datname as database
     from pg_catalog.pg_shdepend s join pg_catalog.pg_database d on d.oid = s.dbid or s.dbid = 0 and d.datname = pg_catalog.current_database()
     where s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and s.refobjid = $1::oid and d.datallowconn`,
    [oid],
  );
  const role = quoteIdentifier(name);
  const login = home.target.role;
  for (const [index, { database }] of known.entries()) {
    call.progress(index + 1, `Looking after what ${name} has in ${database}`, known.length + 1);
    await using session = await deps.session({
      // as the one who made the role, whoever owns that database
      target: { ...place.target, database, ...(place.neon === undefined ? {} : { role: login }) },
      intent: "apply",
      connection: "direct",
      signal,
    });
    await session.transaction({ access: "read write", lockTimeoutMs: LOCK_MS }, async () => {
      await becomeMember(session, name);
      if (heir !== undefined)
        await session.query(`reassign owned by ${role} to ${quoteIdentifier(heir)}`);
      await session.query(`drop owned by ${role}`);
    });
  }
  await home
    .execute(`drop role ${role}`, [], { maxRows: 1, maxBytes: 1_000_000 })
    .catch((error: unknown) => {
      throw granted(error, name);
    });
}

/** DROP OWNED revokes what its user may revoke; a member of the role may not what the owner of a schema granted to it. */
function granted(error: unknown, name: string): unknown {
  if (!(error instanceof ToolError && error.sqlstate === "2BP01")) return error;
  const { code, quoted } = error;
  return new ToolError(
    code,
    `Role \`${identifier(name)}\` owns nothing any more, but has privileges that another role granted, so it is still there.`,
    `Have the owner of what is named here REVOKE ALL ON it FROM ${quoteIdentifier(name)}, then call again.`,
    { sqlstate: "2BP01", ...(quoted === undefined ? {} : { quoted }) },
  );
}

const LOCK_MS = 5_000;

/** Only members may give away what a role owns; who made the role may make himself one. */
async function becomeMember(session: Session, name: string): Promise<void> {
  const [found] = await session.query<{ member: boolean }>(
    "select pg_catalog.pg_has_role($1, 'usage') as member",
    [name],
  );
  if (found?.member !== true) await session.query(`grant ${quoteIdentifier(name)} to current_user`);
}

function ownedText({ owns, databases }: RoleFacts): string {
  return [
    ...databases.map((database) => `database \`${identifier(database)}\``),
    ...owns.map(
      ({ database, objects }) =>
        `${objects} ${objects === 1 ? "object" : "objects"} in \`${identifier(database)}\``,
    ),
  ].join(", ");
}

/** Neon's API refuses it. */
const databasesFirst = ({ name, databases }: RoleFacts): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `Role \`${identifier(name)}\` owns ${databases.map((each) => `database \`${identifier(each)}\``).join(", ")}, so it cannot be dropped.`,
    'Give them another owner first: manage_database with `action` "set_owner".',
  );

const owner = (role: RoleFacts): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `Role \`${identifier(role.name)}\` owns ${ownedText(role)}, so it cannot be dropped.`,
    `Give \`reassign_to\`, a role that takes them over; or, to lose them with their rows, run DROP OWNED BY ${quoteIdentifier(role.name)} in each of these databases first.`,
  );
