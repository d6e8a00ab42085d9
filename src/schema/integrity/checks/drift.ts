import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { labelSetsOf, setFor, type LabelSet } from "../label-sets.ts";
import { code, counted, isText, listed, rowsThat, words } from "../words.ts";

/** Columns whose values are labels by their names. */
const LABELS =
  /(^|_)(status|state|type|kind|category|role|level|priority|severity|country|currency|locale|language|plan|tier|channel|stage|phase)$/;
/** Fewer rows need not use every label. */
const LEAST = 100;

/** Texts that are meant as labels and are others, the same label written in several ways, and labels that nobody uses. */
export const drift: Check = {
  id: "drift",
  *probes({ catalog }) {
    const sets = labelSetsOf(catalog);
    for (const table of catalog.tables) {
      if (table.kind === "foreign table" || table.partitionBound !== null) continue;
      const base = { object: nameOf(table), samples: true };
      for (const column of table.columns) {
        if (!isText(column.type) || isBound(table, column)) continue;
        const set = setFor(table, column, sets);
        if (set !== undefined)
          yield {
            ...base,
            reads: [nameOf(table), ...(set.table === undefined ? [] : [nameOf(set.table)])],
            run: (reader) => outside(reader, table, column, set),
          };
        if (LABELS.test(words(column.name)))
          yield {
            ...base,
            reads: [nameOf(table)],
            run: (reader) => spellings(reader, table, column),
          };
      }
      for (const column of table.columns) {
        const set = sets.find(({ type }) => type !== undefined && type === column.type);
        if (set !== undefined)
          yield {
            ...base,
            samples: false,
            reads: [nameOf(table)],
            run: (reader) => unused(reader, table, column, set),
          };
      }
    }
  },
};

/** A key or a check says already what it may hold. */
const isBound = ({ constraints }: Table, { name }: Column): boolean =>
  constraints.some(
    ({ kind, columns, validated }) =>
      validated &&
      (kind === "foreign key" || kind === "check" || kind === "primary key") &&
      columns.includes(name),
  );

interface Value {
  readonly value: string;
  readonly count: number;
  readonly known: boolean;
}

const MANY = 50;

async function outside(
  reader: Reader,
  table: Table,
  column: Column,
  set: LabelSet,
): Promise<Violation[]> {
  const name = quoteIdentifier(column.name);
  const values = await reader.rows<Value>(
    `select v.value, v.count, v.value in (${set.values}) as known
       from (select pg_catalog.left(c.${name}::text, 60) as value, count(*) as count from ${reader.from(table, "c")}
              where c.${name} is not null group by 1 order by 2 desc limit ${MANY + 1}) v`,
  );
  const strange = values.filter(({ known }) => !known);
  // most of them are something else
  if (values.length > MANY || strange.length === 0 || strange.length * 2 > values.length) return [];
  const count = Math.round(strange.reduce((sum, one) => sum + one.count, 0) / reader.share);
  return [
    {
      level: "warning",
      object: nameOf(table),
      about: column.name,
      message: `${rowsThat(count, "have")} a ${code(column.name)} that is not among those of ${set.source}. Correct them, and let ${set.cure} refuse the next.`,
      count,
      samples: strange.slice(0, 5).map(shown),
    },
  ];
}

const shown = ({ value, count }: Value): string => `${quoteLiteral(value)} (${count})`;

async function spellings(reader: Reader, table: Table, column: Column): Promise<Violation[]> {
  const name = `c.${quoteIdentifier(column.name)}::text`;
  const values = await reader.rows<Value & { label: string }>(
    `select pg_catalog.left(${name}, 60) as value, pg_catalog.lower(pg_catalog.btrim(${name})) as label, count(*) as count
       from ${reader.from(table, "c")} where ${name} is not null group by 1, 2 order by 3 desc limit ${MANY + 1}`,
  );
  if (values.length > MANY) return [];
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(value.label, [...(groups.get(value.label) ?? []), value]);
  const mixed = [...groups.values()].filter((group) => group.length > 1);
  const others = mixed.flatMap(([, ...rest]) => rest);
  if (others.length === 0) return [];
  const object = nameOf(table);
  const own = quoteIdentifier(column.name);
  const count = Math.round(others.reduce((sum, one) => sum + one.count, 0) / reader.share);
  return [
    {
      level: "warning",
      object,
      about: `${column.name}:spelling`,
      message: `${rowsThat(count, "write")} a label of ${code(column.name)} in another way than most (case, white space), and comparisons miss them. Bring them together, and add a check or an enum.`,
      count,
      samples: others.slice(0, 5).map(shown),
      fix: mixed
        .map(([first, ...rest]) => {
          const wrong = rest.map(({ value }) => quoteLiteral(value)).join(", ");
          return `UPDATE ${object} SET ${own} = ${quoteLiteral(first?.value ?? "")} WHERE ${own} IN (${wrong});`;
        })
        .join("\n"),
    },
  ];
}

async function unused(
  reader: Reader,
  table: Table,
  column: Column,
  set: LabelSet,
): Promise<Violation[]> {
  const name = quoteIdentifier(column.name);
  const [found] = await reader.rows<{ rows: number; values: string[] }>(
    `select count(*) as rows, coalesce(json_agg(distinct c.${name}::text), '[]') as values from ${reader.from(table, "c")}`,
  );
  const idle = set.labels.filter((label) => found?.values.includes(label) === false);
  if (found === undefined || found.rows < LEAST || idle.length === 0) return [];
  return [
    {
      level: "info",
      object: nameOf(table),
      about: column.name,
      message: `None of ${counted(found.rows, "row")} has the ${code(column.name)} ${listed(idle)} of ${set.source}. If they are not for later, queries for them find nothing.`,
    },
  ];
}
