import { isFields, listOf, tagged, textOf, type Fields } from "../../../sql/walk.ts";
import type { LintRule, LintedStatement } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { drops } from "./facts/drops.ts";
import { code } from "./facts/names.ts";
import { controlOf } from "./facts/transactions.ts";

export const notRepeatable: LintRule = {
  id: "not-repeatable",
  title: "File that cannot be run again after half of it",
  condition:
    "A file of several statements runs outside a transaction, and one of them fails when it is run a second time.",
  effect: "When a later statement fails, the file stops at the first one at the next attempt.",
  workaround:
    "BEGIN and COMMIT, one statement for each file, or IF [NOT] EXISTS where that is safe.",
  *check(set) {
    for (const file of set.files) {
      const statements = file.statements.filter(({ within }) => within === undefined);
      if (statements.length < 2) continue;
      const dropped = new Set<string>();
      for (const at of statements) {
        for (const name of droppedIfThere(at)) dropped.add(name);
        if (at.transaction !== undefined || controlOf(at) !== undefined) continue;
        const what = failsAgain(at, dropped);
        if (what === undefined) {
          for (const name of madeBy(at)) dropped.delete(name);
          continue;
        }
        yield {
          level: "info",
          at,
          object: file.path,
          message: `${code(what)} fails when it is run a second time, and this file runs without a transaction: when a later statement fails, the file cannot be run again. Put the statements between BEGIN and COMMIT, or give each that cannot be there a file of its own that drops what it left.`,
          evidence: "rule",
        };
        break;
      }
    }
  },
};

/** Names that the statement makes free for a later one. */
function droppedIfThere(at: LintedStatement): string[] {
  const constraints = alterCommands(at, "AT_DropConstraint");
  return [
    ...drops(at).map(({ name }) => name.split(".").at(-1) ?? name),
    ...constraints.filter(({ fields }) => fields["missing_ok"]).map(({ name }) => name),
  ];
}

/** Names that are taken after it. */
function madeBy(at: LintedStatement): string[] {
  return alterCommands(at, "AT_AddConstraint").map(({ fields }) =>
    textOf(tagged(fields["def"])?.[1]["conname"]),
  );
}

function failsAgain(at: LintedStatement, dropped: ReadonlySet<string>): string | undefined {
  const [tag, fields] = tagged(at.statement.node) ?? ["", {}];
  if (tag === "AlterTableStmt") return alterationFails(at, dropped);
  if (tag === "DropStmt") return fields["missing_ok"] === true ? undefined : "DROP";
  if (tag === "RenameStmt") return "RENAME";
  const made = CREATES[tag]?.(fields);
  return made === undefined || dropped.has(made) ? undefined : "CREATE";
}

function alterationFails(at: LintedStatement, dropped: ReadonlySet<string>): string | undefined {
  for (const { type, fields, name } of alterCommands(at)) {
    if (fields["missing_ok"] === true) continue;
    if (type === "AT_AddColumn") return "ADD COLUMN";
    if (type === "AT_DropColumn") return "DROP COLUMN";
    if (type === "AT_DropConstraint") return "DROP CONSTRAINT";
    const [, constraint] = tagged(fields["def"]) ?? ["", {}];
    const added = textOf(constraint["conname"]) || name;
    if (type === "AT_AddConstraint" && !dropped.has(added)) return "ADD CONSTRAINT";
  }
  return undefined;
}

/** The name of what is made; undefined where there is none, or where it may be there already. */
const CREATES: Readonly<Record<string, (fields: Fields) => string | undefined>> = {
  CreateStmt: (fields) => {
    const range = isFields(fields["relation"]) ? fields["relation"] : {};
    const gone = range["relpersistence"] === "t" && fields["oncommit"] === "ONCOMMIT_DROP";
    return fields["if_not_exists"] === true || gone ? undefined : textOf(range["relname"]);
  },
  IndexStmt: (fields) =>
    fields["if_not_exists"] === true ? undefined : textOf(fields["idxname"]) || undefined,
  CreateEnumStmt: (fields) => lastName(fields["typeName"]),
  CreateDomainStmt: (fields) => lastName(fields["domainname"]),
  ViewStmt: (fields) =>
    fields["replace"] === true || !isFields(fields["view"])
      ? undefined
      : textOf(fields["view"]["relname"]),
};

const lastName = (names: unknown): string => {
  const [, fields] = tagged(listOf(names).at(-1)) ?? ["", {}];
  return textOf(fields["sval"]);
};
