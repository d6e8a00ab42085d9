import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { holdRoles } from "../../schema/hold-roles.ts";
import { parseScript, type Statement } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { asNode, listOf, textOf } from "../../sql/walk.ts";
import { authStandIn } from "./auth-stand-in.ts";

/** What DDL gives a role that a shadow cannot give it. */
export interface StatedRole {
  readonly role: string;
  readonly superuser: boolean;
  readonly bypassRls: boolean;
}

export interface Loaded {
  readonly stated: readonly StatedRole[];
  /** All that the DDL names. */
  readonly roles: readonly string[];
}

/**
 * Runs DDL of a whole schema with its policies on an empty shadow. Roles belong to all databases of its Postgres: those that are there
 * are taken, those that are named and not there are made, and attributes that no shadow can give are noted. `adopt` makes the session a
 * member.
 */
export async function loadDdl(
  session: Session,
  ddl: string,
  adopt: (roles: readonly string[]) => Promise<void>,
): Promise<Loaded> {
  const stated = new Map<string, StatedRole>();
  const roles = new Set<string>();
  const take = async (role: string): Promise<void> => {
    roles.add(role);
    await holdRoles(session, [role]);
    await adopt([role]);
  };
  for (const statement of await parseScript(ddl)) {
    if ("TransactionStmt" in statement.node) continue;
    const role = roleOf(statement);
    if (role === undefined) {
      await run(session, statement, take);
      continue;
    }
    await take(role.role);
    const before = stated.get(role.role);
    stated.set(role.role, {
      role: role.role,
      superuser: role.superuser ?? before?.superuser ?? false,
      bypassRls: role.bypassRls ?? before?.bypassRls ?? false,
    });
    for (const group of role.memberOf) {
      await take(group);
      await session
        .query(`grant ${quoteIdentifier(group)} to ${quoteIdentifier(role.role)}`)
        .catch(ignoreRefusal);
    }
  }
  // a script may have left it in the name of another
  await session.query("reset role");
  return { stated: [...stated.values()], roles: [...roles] };
}

interface RoleStatement {
  readonly role: string;
  readonly superuser: boolean | undefined;
  readonly bypassRls: boolean | undefined;
  readonly memberOf: readonly string[];
}

function roleOf({ node }: Statement): RoleStatement | undefined {
  const created = asNode(node, "CreateRoleStmt");
  const altered = asNode(node, "AlterRoleStmt");
  const fields = created ?? altered;
  if (fields === undefined) return undefined;
  const role = textOf(created?.["role"] ?? roleSpec(altered?.["role"]));
  if (role === "") return undefined;
  const option = (name: string): unknown =>
    listOf(fields["options"])
      .map((item) => asNode(item, "DefElem"))
      .find((item) => item?.["defname"] === name)?.["arg"];
  const flag = (name: string): boolean | undefined => {
    const said = asNode(option(name), "Boolean");
    return said === undefined ? undefined : said["boolval"] === true;
  };
  const groups = listOf(asNode(option("addroleto"), "List")?.["items"]);
  return {
    role,
    superuser: flag("superuser"),
    bypassRls: flag("bypassrls"),
    memberOf: groups.map((item) => textOf(roleSpec(item))).filter(Boolean),
  };
}

function roleSpec(value: unknown): unknown {
  return (asNode(value, "RoleSpec") ?? (value as Record<string, unknown> | undefined))?.[
    "rolename"
  ];
}

/** What is missing and can be made is made, and the statement is run again. */
async function run(
  session: Session,
  statement: Statement,
  take: (role: string) => Promise<void>,
): Promise<void> {
  const made = new Set<string>();
  for (;;)
    try {
      await session.execute(statement.text, [], { maxRows: 1, maxBytes: 10_000, complete: true });
      return;
    } catch (error) {
      if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
      const role = missingRole(error);
      if (role !== undefined && !made.has(role)) {
        made.add(role);
        await take(role);
      } else if (!made.has("auth.") && /\bauth\./.test(statement.text) && isMissing(error)) {
        made.add("auth.");
        for (const sql of authStandIn) await session.query(sql);
      } else if (isHarmless(statement, error)) return;
      else throw failed(statement, error);
    }
}

function missingRole({ sqlstate, quoted }: ToolError): string | undefined {
  if (sqlstate !== "42704") return undefined;
  return /^role "(.*)" does not exist/.exec(quoted ?? "")?.[1]?.replaceAll('""', '"');
}

const isMissing = ({ sqlstate }: ToolError): boolean =>
  sqlstate === "42883" || sqlstate === "3F000";

/** What a shadow's owner may not do and no policy hangs on, or is there already. */
function isHarmless({ node }: Statement, { sqlstate }: ToolError): boolean {
  const [tag = ""] = Object.keys(node);
  if (tag === "CreateSchemaStmt") return sqlstate === "42P06";
  return (
    [
      "CreateExtensionStmt",
      "GrantRoleStmt",
      "AlterDatabaseSetStmt",
      "CreatePublicationStmt",
      "AlterRoleSetStmt",
    ].includes(tag) && ["0A000", "42501", "58P01", "42704"].includes(sqlstate ?? "")
  );
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
}

function failed({ index }: Statement, error: ToolError): ToolError {
  const { code, message, next, sqlstate, quoted } = error;
  return new ToolError(
    code,
    `Statement ${index + 1} of \`ddl\` fails on an empty database: ${message}`,
    next,
    {
      cause: error,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(quoted === undefined ? {} : { quoted }),
    },
  );
}
