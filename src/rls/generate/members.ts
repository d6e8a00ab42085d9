import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { baseType, compared, enumNamed, withoutModifier } from "../resolve/types.ts";
import { printed } from "../resolve/find.ts";
import type { ResolvedIntent } from "../resolved.ts";
import { currentValue } from "./context.ts";
import { live } from "./deleted.ts";
import { saidOf } from "./ground.ts";
import type { Ground } from "./ground.ts";
import { letLookUp } from "./look-up.ts";
import { stem } from "./names.ts";
import { declare } from "./routine.ts";

type Members = NonNullable<ResolvedIntent["members"]>;

/**
 * `column` is one of the actor's tenants, of those where he has one of `roles` where they are given. A set of tenants is an array that
 * Postgres builds once (an InitPlan) and finds in the index.
 */
export function ofTenants(
  ground: Ground,
  column: string,
  type: string,
  roles?: readonly string[],
): string {
  const { members, tenant } = ground.intent;
  if (members !== null) return `${column} = any (array(${memberships(ground, members, roles)}))`;
  return tenant === null ? "false" : `${column} = ${currentValue(ground, tenant, type)}`;
}

/** A query of the actor's tenants. */
function memberships(ground: Ground, members: Members, roles?: readonly string[]): string {
  const { table } = members;
  const own = ownMemberships(ground, members, "m");
  const tenant = compared(
    ground.catalog,
    `m.${quoteIdentifier(members.tenant)}`,
    typeOf(members, members.tenant),
  );
  const query = (test: string): string =>
    `select ${tenant} from ${printed(table)} m where ${own}${test}`;
  const role = `m.${quoteIdentifier(members.role ?? "")}::text`;
  if (readsOwnRows(ground, members, roles)) {
    return query(
      roles === undefined ? "" : ` and ${role} = any (${quoteLiteral(arrayText(roles))}::text[])`,
    );
  }
  const stored = typeOf(members, members.tenant);
  const base = baseType(ground.catalog, stored);
  const type = enumNamed(ground.catalog, base) === undefined ? withoutModifier(stored) : base;
  letLookUp(ground, table, "members", ownMemberships(ground, members));
  if (roles === undefined)
    return `select ${declare(ground, {
      name: `${stem(table)}_tenants`,
      returns: `setof ${type}`,
      definer: table.owner,
      body: query(""),
      why: `Tenants of the current user. Definer, because policies of ${printed(table)} ask it, or would hide its rows.`,
    })}()`;
  return `select ${declare(ground, {
    name: `${stem(table)}_tenants_as`,
    arguments: "roles text[]",
    identity: "text[]",
    returns: `setof ${type}`,
    definer: table.owner,
    body: query(` and ${role} = any (roles)`),
    why: `Tenants where the current user has one of these roles.`,
  })}(${quoteLiteral(arrayText(roles))})`;
}

/** Of the rows of members the current user's, of them only the current tenant's where one is named, none that is marked deleted. */
function ownMemberships(ground: Ground, members: Members, alias = ""): string {
  const { intent } = ground;
  const prefix = alias === "" ? "" : `${alias}.`;
  const test = (column: string, source: typeof intent.user): string =>
    source === null
      ? ""
      : `${compared(ground.catalog, prefix + quoteIdentifier(column), typeOf(members, column))} = ${currentValue(ground, source, typeOf(members, column))}`;
  const deleted = saidOf(ground, members.table)?.deleted ?? null;
  return [
    test(members.user, intent.user),
    test(members.tenant, intent.tenant),
    deleted === null ? "" : live(deleted, prefix),
  ]
    .filter(Boolean)
    .join(" and ");
}

/** Whether the application role sees its own memberships whatever else it may, by policies that do not ask for them. */
function readsOwnRows(ground: Ground, members: Members, roles?: readonly string[]): boolean {
  const said = saidOf(ground, members.table);
  if (said === undefined) return false;
  const columns = [members.user, members.tenant, roles === undefined ? null : members.role];
  const readable = said.columns.select;
  if (columns.some((name) => name !== null && readable?.includes(name) === false)) return false;
  const { select } = said.allow;
  if (select.includes("anyone")) return true;
  return (
    said.tenant === null &&
    select.length === 1 &&
    select[0] === "owner" &&
    said.owner?.steps.length === 0 &&
    said.owner.column === members.user
  );
}

const typeOf = ({ table }: Members, name: string): string =>
  table.columns.find((column) => column.name === name)?.type ?? "text";

/** `{admin,"team lead"}` */
const arrayText = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll(/(["\\])/g, String.raw`\$1`)}"`).join(",")}}`;
