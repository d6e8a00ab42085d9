import type { Statement } from "./parse.ts";
import { asNode, listOf, textOf, walk, type Fields } from "./walk.ts";

/** Roles that a statement names, each once; a role that it makes is not among them. CURRENT_USER and PUBLIC are no names. */
export function rolesNamed({ node }: Pick<Statement, "node">): string[] {
  const names = new Set<string>();
  walk(node, (tag, fields) => {
    if (tag === "RoleSpec") names.add(textOf(fields["rolename"]));
    if (tag === "GrantRoleStmt") for (const name of grantedRoles(fields)) names.add(name);
    if (tag === "VariableSetStmt" && isRole(fields))
      for (const name of constants(fields)) names.add(name);
    if (tag === "CommentStmt" && fields["objtype"] === "OBJECT_ROLE")
      names.add(textOf(asNode(fields["object"], "String")?.["sval"]));
  });
  return [...names].filter((name) => name !== "");
}

/** Texts in a statement, each once: `'app'::regrole` and `has_table_privilege('app', ...)` name a role by one, too. */
export const textsIn = ({ node }: Pick<Statement, "node">): string[] => [...constants(node)];

/** The parser takes privileges and roles for the same. */
const grantedRoles = (fields: Fields): string[] =>
  listOf(fields["granted_roles"]).map((role) => textOf(asNode(role, "AccessPriv")?.["priv_name"]));

const isRole = (fields: Fields): boolean =>
  ["role", "session_authorization"].includes(textOf(fields["name"]).toLowerCase());

function constants(node: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  walk(node, (tag, fields) => {
    const value = tag === "A_Const" ? fields["sval"] : undefined;
    if (typeof value === "object") texts.add(textOf((value as Fields)["sval"]));
  });
  return texts;
}
