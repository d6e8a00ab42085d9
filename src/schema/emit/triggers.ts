import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { FiringState } from "../../postgres/catalog/model/common.ts";
import type { Relation, Rule, Trigger } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { bare, comment, nameOf } from "../text.ts";

/** Triggers and rules. A trigger of a partitioned table makes its copies on the partitions; only their state is told. */
export function triggerItems(catalog: Catalog): Item[] {
  return [...catalog.tables, ...catalog.views].flatMap((relation) => [
    ...relation.rules.map((rule) => ruleItem(relation, rule)),
    ...relation.triggers.flatMap((trigger) => [
      ...(trigger.inherited ? [] : [triggerItem(relation, trigger)]),
      ...stateItem(relation, trigger),
    ]),
  ]);
}

function triggerItem(relation: Relation, trigger: Trigger): Item {
  const name = quoteIdentifier(trigger.name);
  return {
    key: keyOf("trigger", relation, trigger.name),
    object: `trigger ${name} on ${nameOf(relation)}`,
    rank: rank.trigger,
    statements: [
      trigger.definition,
      ...comment(`TRIGGER ${name} ON ${nameOf(relation)}`, trigger.comment),
    ],
  };
}

/** Each trigger has its own state, whatever its parent's is. */
function stateItem(relation: Relation, trigger: Trigger): Item[] {
  if (trigger.enabled === "origin") return [];
  const name = quoteIdentifier(trigger.name);
  return [
    {
      key: keyOf("step", relation, trigger.name, "state of trigger"),
      object: `trigger ${name} on ${nameOf(relation)}`,
      rank: rank.triggerState,
      statements: [
        `ALTER TABLE ONLY ${nameOf(relation)} ${states[trigger.enabled]} TRIGGER ${name}`,
      ],
    },
  ];
}

function ruleItem(relation: Relation, rule: Rule): Item {
  const name = quoteIdentifier(rule.name);
  const state =
    rule.enabled === "origin"
      ? []
      : [`ALTER TABLE ${nameOf(relation)} ${states[rule.enabled]} RULE ${name}`];
  return {
    key: keyOf("rule", relation, rule.name),
    object: `rule ${name} on ${nameOf(relation)}`,
    rank: rank.rule,
    statements: [
      bare(rule.definition),
      ...state,
      ...comment(`RULE ${name} ON ${nameOf(relation)}`, rule.comment),
    ],
  };
}

const states: Readonly<Record<FiringState, string>> = {
  origin: "ENABLE",
  disabled: "DISABLE",
  replica: "ENABLE REPLICA",
  always: "ENABLE ALWAYS",
};
