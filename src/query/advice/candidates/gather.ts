import { columnsOf, conjuncts, type Expression } from "../../expression/expression.ts";
import { printPredicate } from "../../expression/print.ts";
import { predicateOn, type Predicate } from "../../expression/predicate.ts";
import type { Plan, PlanNode } from "../../plan/node.ts";
import { textsAt } from "../../plan/raw.ts";
import type { TableOf } from "../read-tables.ts";
import { Aliases } from "./aliases.ts";
import { columnReferences } from "./references.ts";
import { keyOf, type Key } from "./key.ts";
import type { TableUse } from "./use.ts";

/** The expressions behind a text of EXPLAIN. */
export type Parsed = (text: string) => readonly Expression[];

const conditionKinds = new Set([
  "Index Cond",
  "Recheck Cond",
  "Merge Cond",
  "Hash Cond",
  "Join Filter",
  "Filter",
]);

/**
 * What a query asks of each of its tables, from several plans of it: each shows other conditions in the form that an index could
 * serve. Names are those that Postgres resolved.
 */
export function gatherUses(plans: readonly Plan[], tableOf: TableOf, parsed: Parsed): TableUse[] {
  const aliases = new Aliases(plans, tableOf);
  const equalities: [string, string][] = [];
  for (const plan of plans)
    for (const node of plan.nodes) {
      for (const { kind, text } of node.clauses) {
        if (conditionKinds.has(kind))
          for (const expression of parsed(text))
            for (const conjunct of conjuncts(expression)) {
              addCondition(conjunct, aliases);
              const pair = joined(conjunct);
              if (pair !== undefined) equalities.push(pair);
            }
        if (kind === "Order By")
          for (const expression of parsed(text)) addSearch(expression, aliases);
      }
      addKeys(node, "Sort Key", aliases, parsed);
      addKeys(node, "Group Key", aliases, parsed);
      addExtremes(node, aliases, parsed);
      addNeeded(node, aliases);
    }
  closeEqualities(equalities, aliases);
  return aliases.uses();
}

function addCondition(conjunct: Expression, aliases: Aliases): void {
  const names = aliasesIn(conjunct);
  for (const name of names) {
    const use = aliases.use(name);
    if (use === undefined) continue;
    const predicate = predicateOn(name, conjunct);
    if (predicate !== undefined) addPredicate(predicate, use, aliases);
    else if (names.length === 1) addAlone(name, conjunct, use, aliases);
    if (names.length === 1) addPartial(conjunct, use);
  }
}

function addPredicate(predicate: Predicate, use: TableUse, aliases: Aliases): void {
  const key = keyOf(predicate.subject, use.table);
  const others = predicate.value === undefined ? [] : aliasesIn(predicate.value);
  switch (predicate.comparison) {
    case "equality":
      if (key === undefined) return;
      if (others.length === 0) add(use.equal, key);
      else addJoin(use, key, aliases.canonical(others[0] ?? ""));
      return;
    case "null":
      if (key !== undefined) add(use.equal, key);
      return;
    case "range":
      if (key !== undefined) add(use.ranges, key);
      return;
    case "pattern":
    case "containment":
      addSearchTo(use, predicate);
  }
}

/** An OR of conditions on one table, or an operator that btree does not know. */
function addAlone(name: string, conjunct: Expression, use: TableUse, aliases: Aliases): void {
  if (conjunct.kind === "operation") addSearch(conjunct, aliases);
  if (conjunct.kind !== "or") return;
  for (const arm of conjunct.arguments) {
    const predicates = conjuncts(arm).map((part) => predicateOn(name, part));
    const keys = predicates.flatMap((predicate) => {
      if (predicate === undefined) return [];
      if (predicate.comparison === "pattern" || predicate.comparison === "containment")
        addSearchTo(use, predicate);
      return keyOf(predicate.subject, use.table) ?? [];
    });
    if (keys.length > 0) use.arms.push(keys);
  }
}

function addSearch(expression: Expression, aliases: Aliases): void {
  if (expression.kind !== "operation") return;
  const { left, right, operator } = expression;
  if (left === undefined || right === undefined) return;
  for (const [subject, value] of [
    [left, right],
    [right, left],
  ] as const) {
    const [name, ...more] = aliasesIn(subject);
    const use = name === undefined || more.length > 0 ? undefined : aliases.use(name);
    if (use !== undefined && name !== undefined && !aliasesIn(value).includes(name))
      addSearchTo(use, { subject, operator, value });
  }
}

function addSearchTo(use: TableUse, search: TableUse["searches"][number]): void {
  const text = JSON.stringify(search);
  if (!use.searches.some((known) => JSON.stringify(known) === text))
    use.searches.push({ subject: search.subject, operator: search.operator, value: search.value });
}

/** Literals only: a parameter or another plan's result is not known when the index is made. */
function addPartial(conjunct: Expression, use: TableUse): void {
  const text = printPredicate(conjunct);
  if (text === undefined || use.conditions.some((known) => known.text === text)) return;
  const columns = [...new Set(columnsOf(conjunct).map(({ name }) => name))];
  if (columns.every((name) => use.table.columns.has(name))) use.conditions.push({ text, columns });
}

function addKeys(
  node: PlanNode,
  kind: "Sort Key" | "Group Key",
  aliases: Aliases,
  parsed: Parsed,
): void {
  const runs = new Map<TableUse, Key[]>();
  let first: TableUse | undefined;
  for (const text of textsAt(node.raw, kind)) {
    const [expression] = parsed(text);
    const [name, ...more] = expression === undefined ? [] : aliasesIn(expression);
    const use = name === undefined || more.length > 0 ? undefined : aliases.use(name);
    first ??= use;
    const key = expression && use && keyOf(expression, use.table, suffixOf(text));
    // an order is served from its beginning, a group in any order
    if (kind === "Sort Key" && (key === undefined || use !== first)) break;
    if (key !== undefined && use !== undefined) runs.set(use, [...(runs.get(use) ?? []), key]);
  }
  for (const [use, keys] of runs) addList(kind === "Sort Key" ? use.orders : use.groups, keys);
}

function suffixOf(text: string): string {
  return (/( DESC)?( NULLS (?:FIRST|LAST))?$/.exec(text)?.[0] ?? "").toLowerCase();
}

/** `min(x)` without groups is the first row in the order of x. */
function addExtremes(node: PlanNode, aliases: Aliases, parsed: Parsed): void {
  if (node.type !== "Aggregate" || textsAt(node.raw, "Group Key").length > 0) return;
  for (const text of node.output.filter((item) => /^(?:PARTIAL )?(?:min|max)\(/.test(item)))
    for (const expression of parsed(text.replace("PARTIAL ", ""))) {
      const [argument] = expression.kind === "call" ? expression.arguments : [];
      const [name, ...more] = argument === undefined ? [] : aliasesIn(argument);
      const use = name === undefined || more.length > 0 ? undefined : aliases.use(name);
      const key = argument && use && keyOf(argument, use.table);
      if (key !== undefined && use !== undefined) addList(use.orders, [key]);
    }
}

/** A scan may hand up whole rows because that is cheaper; what is needed of them the nodes above tell. */
function addNeeded(node: PlanNode, aliases: Aliases): void {
  const own = node.relation && aliases.use(node.relation.alias);
  const whole =
    own !== undefined && node.parent !== undefined && node.output.length >= own.table.columns.size;
  const texts = [...node.clauses.map(({ text }) => text), ...(whole ? [] : node.output)];
  for (const text of texts)
    for (const { table, name } of columnReferences(text)) {
      const use = aliases.use(table);
      if (use?.table.columns.has(name) === true) use.needed.add(name);
    }
}

/** `a.x = b.y`, both plain columns. */
function joined(conjunct: Expression): [string, string] | undefined {
  if (conjunct.kind !== "operation" || conjunct.operator !== "=") return undefined;
  const [left, right] = [conjunct.left, conjunct.right];
  return left?.kind === "column" &&
    right?.kind === "column" &&
    conjunct.quantifier === undefined &&
    left.table !== undefined &&
    right.table !== undefined
    ? [JSON.stringify([left.table, left.name]), JSON.stringify([right.table, right.name])]
    : undefined;
}

/** What equals the same equals each other: the planner may join any two of them, whichever it showed. */
function closeEqualities(pairs: readonly (readonly [string, string])[], aliases: Aliases): void {
  const classes: Set<string>[] = [];
  for (const [left, right] of pairs) {
    const touched = classes.filter((one) => one.has(left) || one.has(right));
    const merged = new Set([left, right, ...touched.flatMap((one) => [...one])]);
    for (const one of touched) classes.splice(classes.indexOf(one), 1);
    classes.push(merged);
  }
  for (const one of classes)
    for (const member of one) {
      const [alias, column] = JSON.parse(member) as [string, string];
      const use = aliases.use(alias);
      const key = use && keyOf({ kind: "column", table: alias, name: column }, use.table);
      if (key === undefined || use === undefined) continue;
      for (const other of one)
        if (other !== member)
          addJoin(use, key, aliases.canonical((JSON.parse(other) as [string])[0]));
    }
}

function addJoin(use: TableUse, key: Key, other: string): void {
  if (other !== use.alias && !use.joins.some((j) => j.other === other && j.key.text === key.text))
    use.joins.push({ key, other });
}

function add(list: Key[], key: Key): void {
  if (!list.some(({ text, suffix }) => text === key.text && suffix === key.suffix)) list.push(key);
}

function addList(list: Key[][], keys: Key[]): void {
  const text = JSON.stringify(keys);
  if (keys.length > 0 && !list.some((known) => JSON.stringify(known) === text)) list.push(keys);
}

const aliasesIn = (expression: Expression): string[] => [
  ...new Set(columnsOf(expression).map(({ table }) => table ?? "")),
];
