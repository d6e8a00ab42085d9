import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Permission } from "../intent.ts";
import { verbs } from "../resolved.ts";
import type { Path, ResolvedIntent, ResolvedTable } from "../resolved.ts";
import type { Sources } from "./context.ts";
import { printed } from "./find.ts";
import { refuse, refuseName } from "./refuse.ts";
import { baseType, comparable, enumNamed } from "./types.ts";

export interface Ground extends Sources {
  readonly catalog: Catalog;
  readonly members: ResolvedIntent["members"];
}

/** Refuses the permissions of a table that nothing in the intent decides. */
export function checkAllow(
  ground: Ground,
  { table, tenant, owner, allow }: ResolvedTable,
  place: string,
): void {
  const name = identifier(printed(table));
  for (const verb of verbs)
    for (const permission of allow[verb]) {
      if (permission === "anyone" || permission === "nobody") continue;
      const at = `${place}.allow.${verb}`;
      const word = typeof permission === "string" ? permission : "member_role";
      if (word === "owner") {
        if (owner === null)
          throw refuse(
            at,
            `nothing says who owns a row of ${name}`,
            "Name the column as `owner`, or the table that rows belong to as `parent`.",
          );
        if (tenant !== null) checkTenants(ground, `${place}.tenant`);
        checkUser(ground, at);
        continue;
      }
      if (tenant === null)
        throw refuse(
          at,
          `nothing says which tenant a row of ${name} belongs to`,
          "Name the column as `tenant`, or the table that rows belong to as `parent`.",
        );
      if (word === "tenant") checkTenants(ground, at);
      else checkMember(ground, permission, at);
    }
}

function checkUser({ user }: Ground, place: string): void {
  if (user === null)
    throw refuse(
      place,
      "the context holds the tenant, not the user",
      'Name the setting of the user as `context.name` with holds: "user", and the tenant\'s as `context.tenant`.',
    );
}

/** The tenants of an actor come from members, or from the context. */
function checkTenants(ground: Ground, place: string): void {
  if (ground.members !== null) checkUser(ground, place);
  else if (ground.tenant === null)
    throw refuse(
      place,
      "nothing says which tenant a user belongs to",
      "Add `members` { table, tenant, user }, or the tenant's setting or claim to `context`.",
    );
}

function checkMember(ground: Ground, permission: Permission, place: string): void {
  const { members, catalog } = ground;
  if (members === null)
    throw refuse(
      place,
      "the intent names no table of members",
      "Add `members` { table, tenant, user, role }, or allow `tenant`.",
    );
  checkUser(ground, place);
  if (typeof permission === "string") return;
  const { table, role } = members;
  const column = table.columns.find(({ name }) => name === role);
  if (column === undefined)
    throw refuse(
      place,
      "nothing says which role a member has",
      `Name the column of ${identifier(printed(table))} as \`members.role\`.`,
    );
  const base = baseType(catalog, column.type);
  const labels = enumNamed(catalog, base)?.labels;
  const unknown = permission.member_role.find((said) => labels?.includes(said) === false);
  if (labels !== undefined && unknown !== undefined)
    throw refuseName(place, `there is no role \`${identifier(unknown)}\``, unknown, labels);
  if (labels === undefined && !comparable(catalog, base, "text") && base !== "character")
    throw refuse(
      "members.role",
      `${identifier(column.name)} is of type ${identifier(column.type)}, which holds no names of roles`,
      "Name a column of text or of an enum.",
    );
}

/** Refuses columns that cannot be compared with the context, or with the members. */
export function checkTypes(
  ground: Ground,
  { tenant, owner }: { readonly tenant: Path | null; readonly owner: Path | null },
  place: string,
): void {
  const { catalog, members } = ground;
  for (const [kind, path, source] of [
    ["tenant", tenant, ground.tenant],
    ["owner", owner, ground.user],
  ] as const) {
    if (path === null) continue;
    const object = `${identifier(printed(path.table))}.${identifier(path.column)}`;
    if (source?.kind === "setting" && !comparable(catalog, path.type, source.type))
      throw refuse(
        `${place}.${kind}`,
        `${object} is ${identifier(path.type)}, but the setting ${source.name} is ${identifier(source.type)}`,
        `Write type: ${JSON.stringify(identifier(path.type))} in the context, or name another column.`,
      );
    const member = kind === "tenant" ? members?.tenant : members?.user;
    const type = members?.table.columns.find(({ name }) => name === member)?.type;
    if (members !== null && type !== undefined && !comparable(catalog, path.type, type))
      throw refuse(
        `${place}.${kind}`,
        `${object} is ${identifier(path.type)}, but ${identifier(printed(members.table))}.${identifier(member ?? "")} is ${identifier(type)}`,
        "Name columns of one type.",
      );
  }
}

/** The same for the columns of members. */
export function checkMembers({ catalog, members, user, tenant }: Ground): void {
  if (members === null) return;
  for (const [field, column, source] of [
    ["tenant", members.tenant, tenant],
    ["user", members.user, user],
  ] as const) {
    const type = members.table.columns.find(({ name }) => name === column)?.type ?? "";
    if (source?.kind === "setting" && !comparable(catalog, type, source.type))
      throw refuse(
        `members.${field}`,
        `${identifier(column)} is ${identifier(type)}, but the setting ${source.name} is ${identifier(source.type)}`,
        `Write type: ${JSON.stringify(identifier(type))} in the context, or name another column.`,
      );
  }
}
