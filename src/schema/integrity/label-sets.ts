import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../rows/name.ts";
import { checkExpression } from "./expressions.ts";
import { code, isText, singular, words } from "./words.ts";

/** Labels that the schema knows: an enum, the list of a check, or the rows of a lookup table. */
export interface LabelSet {
  /** Its words: `task_status`. */
  readonly name: string;
  /** In our sentences. */
  readonly source: string;
  /** What would refuse others. */
  readonly cure: string;
  /** SQL list or query of texts. */
  readonly values: string;
  /** Of an enum: its labels and its type, as `format_type` prints it. */
  readonly labels: readonly string[];
  readonly type?: string;
  /** Of a lookup table. */
  readonly table?: Table;
}

export function labelSetsOf({ types, tables }: Catalog): LabelSet[] {
  const enums = types.flatMap((type): LabelSet[] =>
    type.kind === "enum"
      ? [
          {
            name: words(type.name),
            source: `enum ${code(nameOf(type))}`,
            cure: "the enum as the column's type",
            values: type.labels.map(quoteLiteral).join(", "),
            labels: type.labels,
            type: qualified(type.schema, type.name),
          },
        ]
      : [],
  );
  const whole = tables.filter(
    ({ kind, partitionBound }) => kind !== "foreign table" && partitionBound === null,
  );
  return [...enums, ...whole.flatMap(checkedSets), ...whole.flatMap(lookupSets)];
}

/** `status = ANY (ARRAY['open'::text, ...])` of another table's column of the name. */
function checkedSets(table: Table): LabelSet[] {
  return table.constraints.flatMap((constraint): LabelSet[] => {
    const [column, more] = constraint.columns;
    if (constraint.kind !== "check" || column === undefined || more !== undefined) return [];
    const list = /= ANY \(+ARRAY\[(.*)\]/s.exec(checkExpression(constraint))?.[1] ?? "";
    const labels = Array.from(list.matchAll(/'((?:[^']|'')*)'::/g), ([, text = ""]) =>
      text.replaceAll("''", "'"),
    );
    if (labels.length === 0) return [];
    return [
      {
        name: words(column),
        source: `check ${code(constraint.name)} of ${code(nameOf(table))}`,
        cure: "the same check",
        values: labels.map(quoteLiteral).join(", "),
        labels,
      },
    ];
  });
}

/** A table of few columns whose key is a text, or that has a unique one. */
function lookupSets(table: Table): LabelSet[] {
  if (table.columns.length > 6) return [];
  const keys = table.constraints.filter(
    ({ kind, columns }) =>
      (kind === "primary key" || kind === "unique") &&
      columns.length === 1 &&
      /^(code|key|name|slug|value|label|status|type|id)$/.test(words(columns[0] ?? "")),
  );
  const key = keys
    .map(({ columns }) => table.columns.find(({ name }) => name === columns[0]))
    .find((column) => column !== undefined && isText(column.type));
  if (key === undefined) return [];
  return [
    {
      name: singular(words(table.name)),
      source: `table ${code(nameOf(table))}`,
      cure: "a foreign key to it",
      values: `select ${quoteIdentifier(key.name)}::text from ${nameOf(table)}`,
      labels: [],
      table,
    },
  ];
}

/** The set that the column's name speaks of: `tasks.status` of `task_status`, `status` or `statuses`. */
export function setFor(
  table: Table,
  column: Column,
  sets: readonly LabelSet[],
): LabelSet | undefined {
  const own = words(column.name).replace(/_(name|code|key|value)$/, "");
  const names = [`${singular(words(table.name))}_${own}`, own];
  const others = sets.filter((set) => set.table !== table);
  return names
    .map((name) => others.find((set) => set.name === name))
    .find((set) => set !== undefined);
}
