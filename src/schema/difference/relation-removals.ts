import type { Constraint, Index } from "../../postgres/catalog/model/constraint.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table, Trigger, View } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { comment, nameOf } from "../text.ts";
import type { Change } from "./change.ts";
import { removal } from "./part.ts";
import type { Removal } from "./part.ts";
import type { Side, Sides } from "./sides.ts";

/** How a table or a view goes, and all that hangs on it. */
export function relationRemovals(
  sides: Sides,
  side: Side,
  relation: Table | View,
): [Key, Removal][] {
  const own = keyOf("relation", relation);
  const name = nameOf(relation);
  const on = (kind: string, item: string): string =>
    `DROP ${kind} ${quoteIdentifier(item)} ON ${name}`;
  const table = "constraints" in relation ? relation : undefined;
  return [
    [own, removal(dropRelation(sides, side, relation), [], relationClaims(relation))],
    ...relation.columns.map(({ name: column }): [Key, Removal] => [
      keyOf("default", relation, column),
      removal(`ALTER TABLE ONLY ${name} ALTER COLUMN ${quoteIdentifier(column)} DROP DEFAULT`, [
        own,
      ]),
    ]),
    ...relation.indexes.flatMap((index) => indexRemovals(sides, side, relation, index)),
    ...(table?.constraints ?? []).map((constraint): [Key, Removal] => [
      keyOf("constraint", relation, constraint.name),
      constraintRemoval(sides, side, relation, constraint),
    ]),
    ...relation.rules.map((rule): [Key, Removal] => [
      keyOf("rule", relation, rule.name),
      removal(on("RULE", rule.name), [own]),
    ]),
    ...relation.triggers.flatMap((trigger) => triggerRemovals(sides, side, relation, trigger)),
    ...(table?.policies ?? []).map((policy): [Key, Removal] => [
      keyOf("policy", relation, policy.name),
      removal(on("POLICY", policy.name), [own]),
    ]),
    [
      keyOf("step", relation, "attach"),
      removal(detach(relation), leavesAlone(sides, relation) ? [] : [own]),
    ],
    [keyOf("step", relation, "unlogged"), removal([], [own])],
  ];
}

/** A partition to whose parent a foreign key refers is detached first. */
function dropRelation(sides: Sides, side: Side, relation: Table | View): Change[] {
  const name = nameOf(relation);
  if (!("constraints" in relation)) return [{ sql: `DROP ${relation.kind.toUpperCase()} ${name}` }];
  if (relation.kind === "foreign table") return [{ sql: `DROP FOREIGN TABLE ${name}` }];
  const referenced = isReferred(sides, side, relation) ? detach(relation) : [];
  return [
    ...referenced.map((sql) => ({ sql })),
    { sql: `DROP TABLE ${name}`, destroys: `the rows of ${name}` },
  ];
}

function isReferred(sides: Sides, side: Side, { inherits, partitionBound }: Table): boolean {
  if (partitionBound === null) return false;
  const { tables } = sides[side].catalog;
  return inherits.some((parent) => {
    const own = tables.find((table) => nameOf(table) === nameOf(parent));
    const direct = tables.some(({ constraints }) =>
      constraints.some(
        ({ references }) => references !== null && nameOf(references.table) === nameOf(parent),
      ),
    );
    return direct || (own !== undefined && isReferred(sides, side, own));
  });
}

/** A table whose rows go over leaves a parent that stays. */
function leavesAlone(sides: Sides, relation: Table | View): boolean {
  if (!("inherits" in relation) || !sides.rebuilt.has(nameOf(relation))) return false;
  return relation.inherits.every((parent) => !sides.rebuilt.has(nameOf(parent)));
}

function relationClaims(relation: Table | View): string[] {
  const identities = relation.columns.flatMap(({ identity }) => identity?.sequence ?? []);
  return [
    `type ${nameOf(relation)}`,
    ...[relation, ...identities].map((named) => `relation ${nameOf(named)}`),
  ];
}

/** Only a partition leaves by a statement of its own here; other tables do it parent by parent. */
function detach(relation: Table | View): string[] {
  const parent = "inherits" in relation ? relation.inherits[0] : undefined;
  if (parent === undefined || !("partitionBound" in relation) || relation.partitionBound === null)
    return [];
  return [`ALTER TABLE ${nameOf(parent)} DETACH PARTITION ${nameOf(relation)}`];
}

function indexRemovals(
  sides: Sides,
  side: Side,
  relation: Table | View,
  index: Index,
): [Key, Removal][] {
  const own = key("index", relation.schema, index.name);
  const name = nameOf({ schema: relation.schema, name: index.name });
  const parents = parentIndexes(sides, side, relation, index);
  const drop = removal(
    `DROP INDEX ${name}`,
    [keyOf("relation", relation), ...parents],
    [`relation ${name}`],
  );
  return [
    [own, { ...drop, binds: parents }],
    [
      key("step", relation.schema, index.name, "index settings"),
      removal(withoutSettings(sides, relation, index, name), [own]),
    ],
    [
      key("step", relation.schema, index.name, "attach index"),
      // An index is never detached from another.
      { ...removal([], [own, ...parents]), binds: parents },
    ],
  ];
}

/** The index of a parent that the table has all the time: it takes this one along. */
function parentIndexes(sides: Sides, side: Side, relation: ObjectName, index: Index): Key[] {
  const { parent } = index;
  if (parent === null) return [];
  const has = (table: Table): boolean =>
    table.schema === parent.schema && table.indexes.some(({ name }) => name === parent.name);
  const held = sides.keptParents(relation).some(({ [side]: table }) => has(table));
  const together =
    side === "a" &&
    sides.rebuilt.has(nameOf(relation)) &&
    sides.a.catalog.tables.some((table) => sides.rebuilt.has(nameOf(table)) && has(table));
  return held || together ? [keyOf("index", parent)] : [];
}

/** An index on which the relation is clustered instead says so itself. */
function withoutSettings(
  sides: Sides,
  relation: Table | View,
  index: Index,
  name: string,
): string[] {
  const wanted = [...sides.b.catalog.tables, ...sides.b.catalog.views].find(
    (other) => nameOf(other) === nameOf(relation),
  );
  const clustered = wanted?.indexes.some((other) => other.clustered) === true;
  const word = "constraints" in relation ? "TABLE" : "MATERIALIZED VIEW";
  return [
    ...index.keys.flatMap(({ statistics }, at) =>
      statistics === null ? [] : [`ALTER INDEX ${name} ALTER COLUMN ${at + 1} SET STATISTICS -1`],
    ),
    ...(index.clustered && !clustered
      ? [`ALTER ${word} ${nameOf(relation)} SET WITHOUT CLUSTER`]
      : []),
    ...comment(`INDEX ${name}`, index.comment).map(() => `COMMENT ON INDEX ${name} IS NULL`),
  ];
}

function constraintRemoval(
  sides: Sides,
  side: Side,
  relation: Table | View,
  constraint: Constraint,
): Removal {
  const name = nameOf(relation);
  const index = relation.indexes.find((one) => one.name === constraint.index);
  const parents = index === undefined ? [] : parentIndexes(sides, side, relation, index);
  const own = quoteIdentifier(constraint.name);
  const drop = removal(
    `ALTER TABLE ${name} DROP CONSTRAINT ${own}`,
    [keyOf("relation", relation), ...parents, ...origins(sides, side, relation, constraint)],
    [
      `constraint ${own} of ${name}`,
      ...(index === undefined
        ? []
        : [`relation ${nameOf({ schema: relation.schema, name: index.name })}`]),
    ],
  );
  return { ...drop, binds: parents };
}

/** Of a table that waits aside with its parents: what it has from them goes with theirs. */
function origins(sides: Sides, side: Side, relation: Table | View, constraint: Constraint): Key[] {
  const { inherited, local, name } = constraint;
  if (side === "b" || !inherited || local || !("inherits" in relation)) return [];
  if (!sides.rebuilt.has(nameOf(relation))) return [];
  return relation.inherits
    .filter((parent) => sides.rebuilt.has(nameOf(parent)))
    .map((parent) => keyOf("constraint", parent, name));
}

/** A copy on a partition goes with the trigger of the parent. */
function triggerRemovals(
  sides: Sides,
  side: Side,
  relation: Table | View,
  trigger: Trigger,
): [Key, Removal][] {
  const name = quoteIdentifier(trigger.name);
  const origins = trigger.inherited ? ancestors(sides, side, relation) : [relation];
  const triggers = origins.map((origin) => keyOf("trigger", origin, trigger.name));
  return [
    [
      keyOf("trigger", relation, trigger.name),
      removal(`DROP TRIGGER ${name} ON ${nameOf(relation)}`, [keyOf("relation", relation)]),
    ],
    [
      keyOf("step", relation, trigger.name, "state of trigger"),
      removal(`ALTER TABLE ONLY ${nameOf(relation)} ENABLE TRIGGER ${name}`, [
        keyOf("relation", relation),
        ...triggers,
      ]),
    ],
  ];
}

function ancestors(sides: Sides, side: Side, relation: ObjectName): ObjectName[] {
  return sides
    .keptParents(relation)
    .flatMap(({ [side]: parent }) => [parent, ...ancestors(sides, side, parent)]);
}
