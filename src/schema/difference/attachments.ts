import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { attachments } from "../emit/inheritance.ts";
import { rank } from "../item.ts";
import { keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import type { Part } from "./part.ts";

/** Being a partition or a child: one part for each parent, because each can be left. */
export function attachmentParts(table: Table): Part[] {
  const statements = attachments(table, false);
  return table.inherits.map((parent, at): Part => {
    const before = table.inherits[at - 1];
    return {
      key: attachmentKey(table, parent),
      object: `table ${nameOf(table)}`,
      rank: rank.inheritance,
      needs: [
        keyOf("relation", table),
        keyOf("relation", parent),
        ...(before === undefined ? [] : [attachmentKey(table, before)]),
      ],
      statements: [statements[at] ?? ""],
      drop: [{ sql: leave(table, parent) }],
      within: [keyOf("relation", table)],
      claims: [],
    };
  });
}

export function attachmentKey(table: Table, parent: ObjectName): Key {
  return table.partitionBound === null
    ? keyOf("step", table, "attach", nameOf(parent))
    : keyOf("step", table, "attach");
}

function leave(table: Table, parent: ObjectName): string {
  if (table.partitionBound !== null)
    return `ALTER TABLE ${nameOf(parent)} DETACH PARTITION ${nameOf(table)}`;
  const kind = table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
  return `ALTER ${kind} ${nameOf(table)} NO INHERIT ${nameOf(parent)}`;
}
