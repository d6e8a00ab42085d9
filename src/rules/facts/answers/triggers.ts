import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table, Trigger } from "../../../postgres/catalog/model/table.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, isFields, listOf, nameParts, textOf } from "../../../sql/walk.ts";
import { nameOf } from "../../engine/names.ts";
import { partKey } from "./checks.ts";

export interface TriggerFacts {
  readonly table: Table;
  readonly trigger: Trigger;
  readonly when: "before" | "after" | "instead of";
  readonly perRow: boolean;
  /** Sorted: `delete`, `insert`, `truncate`, `update`. */
  readonly events: readonly string[];
  /** Of `UPDATE OF`. */
  readonly columns: readonly string[];
  /** It has a WHEN. */
  readonly conditional: boolean;
  /** Names of OLD TABLE and NEW TABLE. */
  readonly transitions: readonly string[];
  /** All but its name: two that are equal do the same twice. */
  readonly shape: string;
}

/** Bits of `pg_trigger.tgtype`, which the parser's tree has too. */
const EVENTS = { insert: 4, delete: 8, update: 16, truncate: 32 };
const BEFORE = 2;
const INSTEAD = 64;

export async function readTriggers({ tables }: Catalog): Promise<Map<string, TriggerFacts>> {
  const facts = new Map<string, TriggerFacts>();
  for (const table of tables)
    for (const trigger of table.triggers) {
      if (trigger.inherited) continue;
      const [statement] = await parseScript(trigger.definition);
      const node = asNode(statement?.node, "CreateTrigStmt");
      if (node === undefined) continue;
      const { trigname: _, ...rest } = node;
      const [timing, events] = [Number(node["timing"] ?? 0), Number(node["events"] ?? 0)];
      facts.set(partKey(nameOf(table), trigger.name), {
        table,
        trigger,
        when: timing === BEFORE ? "before" : timing === INSTEAD ? "instead of" : "after",
        perRow: node["row"] === true,
        events: Object.entries(EVENTS)
          .filter(([, bit]) => (events & bit) !== 0)
          .map(([name]) => name)
          .toSorted(),
        columns: nameParts(node["columns"]),
        conditional: node["whenClause"] !== undefined,
        transitions: listOf(node["transitionRels"]).flatMap((one) => {
          const transition = asNode(one, "TriggerTransition");
          return transition === undefined ? [] : [textOf(transition["name"])];
        }),
        shape: JSON.stringify(withoutPlaces(rest)),
      });
    }
  return facts;
}

function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (!isFields(node)) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) =>
      key === "location" ? [] : [[key, withoutPlaces(value)]],
    ),
  );
}
