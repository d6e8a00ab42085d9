import type { EnumType } from "../../../postgres/catalog/model/type.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { checksOf } from "../facts/checks.ts";
import { columnName } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

interface List {
  readonly name: string;
  /** The last word of what it is about: `status`. */
  readonly topic: string;
  readonly labels: readonly string[];
}

export const enumDrifted: Rule<SchemaFacts> = {
  id: "enum-drifted",
  title: "Lists of the same values that no longer agree",
  effect: "What one table takes, another refuses: the next value was added in one place only.",
  *check(facts) {
    const lists = [...facts.catalog.types.flatMap(ofEnum), ...checkLists(facts)];
    for (const [at, a] of lists.entries())
      for (const b of lists.slice(at + 1)) {
        const [onlyA, onlyB] = [without(a, b), without(b, a)];
        if (onlyA.length + onlyB.length === 0 || !areOne(a, b, onlyA, onlyB)) continue;
        yield {
          level: "warning",
          object: b.name,
          about: a.name,
          message: `${code(b.name)} and ${code(a.name)} list the same values, but not all: ${[...said(a, onlyA), ...said(b, onlyB)].join(", and ")}. Keep the list in one place: one enum, or a table that both refer to.`,
          evidence: "measured",
        };
      }
  },
};

const said = ({ name }: List, only: readonly string[]): string[] =>
  only.length === 0 ? [] : [`only ${code(name)} has ${listed(only)}`];

/** Most of the longer one are in both; of lists about something else, nearly all. */
function areOne(a: List, b: List, onlyA: readonly string[], onlyB: readonly string[]): boolean {
  const shared = a.labels.length - onlyA.length;
  const share = shared / (shared + onlyA.length + onlyB.length);
  return shared >= 2 && (a.topic === b.topic ? share >= 0.5 : shared >= 4 && share >= 0.8);
}

const without = ({ labels }: List, other: List): string[] =>
  labels.filter((label) => !other.labels.includes(label));

const ofEnum = (type: { readonly kind: string }): List[] =>
  isEnum(type) ? [{ name: nameOf(type), topic: topicOf(type.name), labels: type.labels }] : [];

const isEnum = (type: { readonly kind: string }): type is EnumType => type.kind === "enum";

const checkLists = (facts: SchemaFacts): List[] =>
  ownTables(facts.catalog).flatMap((table) =>
    checksOf(facts, table).flatMap(({ lists }) =>
      [...lists].map(([column, labels]) => ({
        name: columnName(table, column),
        topic: topicOf(column),
        labels,
      })),
    ),
  );

const topicOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/_?(enum|type|t)$/, "")
    .split("_")
    .at(-1) ?? name;
