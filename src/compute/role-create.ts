import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Place } from "./database-place.ts";
import { requireRole } from "./role-facts.ts";
import { type RoleOutcome, type RoleRequest, rolesAt, type RoleWork } from "./role-work.ts";
import { comesIn, destinationOf, fileNotes } from "./role-secret.ts";
import { setByApi, setBySql } from "./role-set.ts";

const AS_API =
  "Made through Neon's API it is a member of neon_superuser: it reads and writes every table and bypasses row security.";

/** Makes a role that may log in; its password is written before the answer, and proven by logging in. */
export async function createRole(work: RoleWork, request: RoleRequest): Promise<RoleOutcome> {
  const { place, deps, call, logIn, all, name } = work;
  const { via = place.neon === undefined ? "sql" : "api", to } = request;
  if (all.some((role) => role.name === name))
    throw new ToolError(
      "INVALID_INPUT",
      `There is a role \`${identifier(name)}\` already.`,
      'Give another `name`, or call action "rotate_password" for a new password.',
    );
  if (via === "api" && place.neon === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "The server of DATABASE_URL is not managed through Neon's API.",
      'Leave out `via`, or give "sql".',
    );
  const destination = await destinationOf(to, place, deps, call.signal);
  const rights =
    via === "api"
      ? `${AS_API} With via "sql" it would have no rights but those granted to it.`
      : "It may log in and has no rights but those of PUBLIC.";
  await call.confirm({
    summary: `Create role \`${identifier(name)}\`${place.neon === undefined ? "" : ` on branch \`${identifier(place.neon.branch.name)}\``}. ${rights}`,
    plan: { target: place.target, name, via },
  });
  const { neon } = place;
  const { password, written, notes } =
    via === "api" && neon !== undefined
      ? await setByApi(work, destination, () =>
          neon.api.manage.contents.createRole(neon.branch, name, call),
        )
      : await setBySql(work, destination, "create");
  const login = { ...destination.direct, user: name, password };
  const role = requireRole(name, await rolesAt(place, deps, call.signal));
  return {
    roles: [role],
    written,
    ...(written === undefined ? { password } : {}),
    logsIn: await comesIn(login, logIn, call.signal),
    notes: [
      via === "api" ? AS_API : grants(name, place, deps),
      ...notes,
      ...fileNotes(destination),
    ],
  };
}

/** What a role that was made by SQL has to be given by who owns the tables, as statements, and the way that takes them here. */
function grants(name: string, { neon }: Place, { access }: Deps): string {
  const role = quoteIdentifier(name);
  const isGuarded =
    access !== "full" && (neon === undefined || neon.branch.isDefault || neon.branch.isProtected);
  const sql = [
    `grant usage on schema public to ${role}`,
    `grant select, insert, update, delete on all tables in schema public to ${role}`,
    `grant usage on all sequences in schema public to ${role}`,
    `alter default privileges in schema public grant select, insert, update, delete on tables to ${role}`,
    `alter default privileges in schema public grant usage on sequences to ${role}`,
  ];
  const way = isGuarded
    ? "plan_migration with this `sql`, rehearse_migration (on: shadow), apply_migration, which asks; or a person runs it as the owner of the tables"
    : "run_sql (mode write) as the owner of the tables";
  return `It has no rights on tables yet. Give it what it needs by ${way}: ${sql.join("; ")};`;
}
