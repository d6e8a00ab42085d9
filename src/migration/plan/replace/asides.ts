import { planDifference } from "../../../schema/difference/plan-difference.ts";
import { asNode, isFields, listOf, nameParts, tagged, textOf } from "../../../sql/walk.ts";
import type { Change } from "../recipe.ts";
import type { Dependents } from "./swap.ts";

/** Views, triggers, policies and rules that the request takes away before a column changes its type, because Postgres wants it so. */
export function takenAway({ statement }: Change): string[] {
  const drop = asNode(statement.node, "DropStmt");
  if (drop === undefined || !aside.has(textOf(drop["removeType"]))) return [];
  return listOf(drop["objects"]).flatMap(
    (object) => nameParts(listOf(asNode(object, "List")?.["items"])).at(-1) ?? [],
  );
}

const aside = new Set(["OBJECT_VIEW", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"]);

/** The object of this kind that a statement makes, or says something about. */
export function broughtBack({ statement }: Change): string | undefined {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  const field = names[tag];
  if (field !== undefined) {
    const value = fields[field];
    return isFields(value) ? textOf(value["relname"]) : textOf(value);
  }
  const [object] = listOf(fields["objects"]);
  if (tag === "GrantStmt") return textOf(asNode(object, "RangeVar")?.["relname"]);
  if (tag === "AlterOwnerStmt" || (tag === "AlterTableStmt" && fields["objtype"] === "OBJECT_VIEW"))
    return isFields(fields["relation"]) ? textOf(fields["relation"]["relname"]) : undefined;
  if (tag === "CommentStmt") {
    const parts = nameParts(listOf(asNode(fields["object"], "List")?.["items"]));
    return fields["objtype"] === "OBJECT_COLUMN" ? parts.at(-2) : parts.at(-1);
  }
  return undefined;
}

const names: Readonly<Record<string, string>> = {
  ViewStmt: "view",
  CreateTrigStmt: "trigname",
  CreatePolicyStmt: "policy_name",
  RuleStmt: "rulename",
};

/** What the switch takes away and brings back on its way, and what its rollback does. */
export function dependentsOf(
  gone: readonly Change[],
  again: readonly Change[],
): { readonly before: Dependents; readonly after: Dependents } | undefined {
  const restore = back(gone);
  const remove = back(again);
  if (restore === undefined || remove === undefined) return undefined;
  return {
    before: { gone: gone.map(({ statement }) => statement.text), back: restore },
    after: { gone: remove, back: again.map(({ statement }) => statement.text) },
  };
}

/** The statements that undo a run of changes; undefined where Postgres has none. */
function back(changes: readonly Change[]): string[] | undefined {
  const statements: string[] = [];
  for (const { schemas } of changes.toReversed()) {
    const { statements: undone, refused } = planDifference(schemas.after, schemas.before);
    if (refused.length > 0) return undefined;
    statements.push(...undone.map(({ sql }) => sql));
  }
  return statements;
}
