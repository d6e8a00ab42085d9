import { planDifference } from "../../../schema/difference/plan-difference.ts";
import { asNode, isFields, listOf, nameParts, tagged, textOf } from "../../../sql/walk.ts";
import type { Change } from "../recipe.ts";
import type { Dependents } from "./swap.ts";

/** Views, triggers and the like that the request takes away before a column changes its type, because Postgres wants it so. */
export function takenAway({ statement }: Change): string[] {
  const publication = asNode(statement.node, "AlterPublicationStmt");
  if (publication?.["action"] === "AP_DropObjects") return [textOf(publication["pubname"])];
  const drop = asNode(statement.node, "DropStmt");
  if (drop === undefined || !aside.has(textOf(drop["removeType"]))) return [];
  return listOf(drop["objects"]).flatMap((object) => {
    const name = asNode(object, "ObjectWithArgs")?.["objname"];
    return nameParts(name ?? listOf(asNode(object, "List")?.["items"])).at(-1) ?? [];
  });
}

const aside = new Set([
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_TRIGGER",
  "OBJECT_POLICY",
  "OBJECT_RULE",
  "OBJECT_FUNCTION",
  "OBJECT_PROCEDURE",
  "OBJECT_ROUTINE",
]);

/** The object of this kind that a statement makes, or says something about. */
export function broughtBack({ statement }: Change): string | undefined {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  const field = names[tag];
  if (field !== undefined) {
    const value = fields[field];
    return isFields(value) ? textOf(value["relname"]) : textOf(value);
  }
  const [object] = listOf(fields["objects"]);
  if (tag === "GrantStmt")
    return asNode(object, "RangeVar") === undefined
      ? routineName(object)
      : textOf(asNode(object, "RangeVar")?.["relname"]);
  if (tag === "CreateTableAsStmt")
    return isFields(fields["into"]) ? relationIn(fields["into"]["rel"]) : undefined;
  if (tag === "CreateFunctionStmt") return nameParts(fields["funcname"]).at(-1);
  if (tag === "AlterOwnerStmt")
    return relationIn(fields["relation"]) ?? routineName(fields["object"]);
  if (tag === "IndexStmt" || (tag === "AlterTableStmt" && isView(fields["objtype"])))
    return relationIn(fields["relation"]);
  if (tag === "CommentStmt") {
    const parts = nameParts(listOf(asNode(fields["object"], "List")?.["items"]));
    const routine = routineName(fields["object"]);
    return routine ?? (fields["objtype"] === "OBJECT_COLUMN" ? parts.at(-2) : parts.at(-1));
  }
  return undefined;
}

const isView = (type: unknown): boolean => type === "OBJECT_VIEW" || type === "OBJECT_MATVIEW";

const relationIn = (range: unknown): string | undefined =>
  isFields(range) ? textOf(range["relname"]) : undefined;

const routineName = (object: unknown): string | undefined =>
  nameParts(asNode(object, "ObjectWithArgs")?.["objname"]).at(-1);

/** The index that a statement makes: what is said of it later is said of its relation. */
export const indexMade = ({ statement }: Change): string =>
  textOf(asNode(statement.node, "IndexStmt")?.["idxname"]);

const names: Readonly<Record<string, string>> = {
  ViewStmt: "view",
  CreateTrigStmt: "trigname",
  CreatePolicyStmt: "policy_name",
  RuleStmt: "rulename",
  AlterPublicationStmt: "pubname",
};

/** What goes and comes back on the way, and who does it. */
export interface Asides {
  /** By the switch and its rollback. */
  readonly before: Dependents;
  readonly after: Dependents;
  /** By the contract: views of which a materialized one is read, or reads. Until then they show the old column, which is written along. */
  readonly late: Dependents;
}

/** Undefined where Postgres has no way back from something. */
export function dependentsOf(
  gone: readonly Change[],
  again: readonly Change[],
): Asides | undefined {
  const names = lateNames(gone, again);
  const isLate = (name: string | undefined): boolean => name !== undefined && names.has(name);
  const [lateGone, ownGone] = parted(gone, (change) => takenAway(change).some(isLate));
  const [lateAgain, ownAgain] = parted(again, (change) => isLate(broughtBack(change)));
  const restore = back(ownGone);
  const remove = back(ownAgain);
  if (restore === undefined || remove === undefined) return undefined;
  const texts = (changes: readonly Change[]): string[] =>
    changes.map(({ statement }) => statement.text);
  return {
    before: { gone: texts(ownGone), back: restore },
    after: { gone: remove, back: texts(ownAgain) },
    late: { gone: texts(lateGone), back: texts(lateAgain) },
  };
}

/** All views, where one of them has rows that take time to be read; and their indexes. */
function lateNames(gone: readonly Change[], again: readonly Change[]): ReadonlySet<string> {
  const views = gone.filter(({ statement }) =>
    isView(asNode(statement.node, "DropStmt")?.["removeType"]),
  );
  const isStored = ({ statement }: Change): boolean =>
    asNode(statement.node, "DropStmt")?.["removeType"] === "OBJECT_MATVIEW";
  const names = new Set(views.some(isStored) ? views.flatMap(takenAway) : []);
  const indexes = again.filter((change) => names.has(broughtBack(change) ?? "")).map(indexMade);
  return new Set([...names, ...indexes].filter((name) => name !== ""));
}

function parted<T>(
  items: readonly T[],
  test: (item: T) => boolean,
): readonly [yes: readonly T[], no: readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
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
