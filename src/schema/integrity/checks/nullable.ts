import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { counted, listed, words } from "../words.ts";

/** Fewer rows say nothing. */
const LEAST = 20;

/** Columns that may be NULL and never are. */
export const nullable: Check = {
  id: "nullable",
  *probes({ catalog }) {
    for (const table of catalog.tables) {
      if (table.kind === "foreign table" || table.partitionBound !== null) continue;
      const columns = table.columns.filter((column) => isMeant(column));
      if (columns.length > 0)
        yield {
          object: nameOf(table),
          reads: [nameOf(table)],
          // that a share has none says nothing of the rest
          samples: false,
          run: (reader) => filled(reader, table, columns),
        };
    }
  },
};

/** What happens later, or to some rows only, is NULL until then by its nature. */
const isMeant = ({ name, notNull, generated }: Column): boolean =>
  notNull === null &&
  generated === null &&
  (!/(_at|_on|_by|_until|_note|notes?|comment|description|_reason)$/.test(words(name)) ||
    /^(created|inserted|updated)_/.test(words(name)));

async function filled(
  reader: Reader,
  table: Table,
  columns: readonly Column[],
): Promise<Violation[]> {
  const nulls = columns.map(
    ({ name }, at) => `pg_catalog.bool_or(c.${quoteIdentifier(name)} is null) as c${at}`,
  );
  const [found] = await reader.rows<Record<string, number | boolean>>(
    `select count(*) as rows, ${nulls.join(", ")} from ${reader.from(table, "c")}`,
  );
  const rows = Number(found?.["rows"] ?? 0);
  if (rows < LEAST) return [];
  const never = columns.filter((_, at) => found?.[`c${at}`] === false).map(({ name }) => name);
  if (never.length === 0) return [];
  return [
    {
      level: "info",
      object: nameOf(table),
      message: `${listed(never)} may be NULL and ${never.length === 1 ? "is" : "are"} not in any of ${counted(rows, "row")}. Where a value is always meant, have plan_migration set NOT NULL without a long lock.`,
      fix: never
        .map(
          (name) =>
            `ALTER TABLE ${nameOf(table)} ALTER COLUMN ${quoteIdentifier(name)} SET NOT NULL;`,
        )
        .join("\n"),
    },
  ];
}
