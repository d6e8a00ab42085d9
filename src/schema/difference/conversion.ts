import type { Column } from "../../postgres/catalog/model/column.ts";
import type { CompositeType } from "../../postgres/catalog/model/type.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { remake } from "./change.ts";
import type { Change, Verdict } from "./change.ts";
import { columnPair } from "./column-verdict.ts";
import type { ColumnPair } from "./column-verdict.ts";
import { kindOfKey, partsOfKey } from "./part.ts";
import type { Part } from "./part.ts";
import { passesByText } from "./range-holders.ts";
import type { Sides } from "./sides.ts";

/** A column of a type that is made anew under the same name: its values go over. The same verdict where nothing more is to be done. */
export function convertedColumn(sides: Sides, part: Part, need: Part, verdict: Verdict): Verdict {
  const kind = kindOfKey(need.key);
  const collation = kind === "other" && need.object.startsWith("collation ");
  const [, schema = "", table = "", name = ""] = partsOfKey(part.key);
  const tables = sides.pairs.get(nameOf({ schema, name: table }));
  const pair = tables === undefined ? undefined : columnPair(sides, tables, name);
  if (pair === undefined) return verdict;
  if (pair.a.generated !== null && (pair.b.generated !== null || kind !== "type")) return remake;
  if (kind !== "type" && !collation) return verdict;
  if (kind === "type" && passesByText(sides, pair.a.type)) return throughText(sides, pair, verdict);
  if (verdict.kind === "change" && verdict.disturbs === true) return verdict;
  if (verdict.kind === "refuse") return verdict;
  const changes = verdict.kind === "change" ? verdict.changes : [];
  const conversion = pair.parents.length > 0 ? [] : [convert(sides, pair, collation)];
  return { kind: "change", disturbs: true, changes: [...changes, ...conversion] };
}

/** The type as text first; what the column is to be comes when all types are there. */
function throughText(sides: Sides, pair: ColumnPair, verdict: Verdict): Verdict {
  if (verdict.kind === "refuse") return verdict;
  const changes = verdict.kind === "change" ? verdict.changes : [];
  if (verdict.kind === "change" && verdict.beforehand !== undefined) return verdict;
  const { table, b, parents } = pair;
  // What is done to the column of the parent is done to this one.
  if (parents.length > 0) return { kind: "change", disturbs: true, beforehand: [], changes };
  const name = quoteIdentifier(b.name);
  const kind = table.b.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
  const alter = `ALTER ${kind} ${nameOf(table.b)} ALTER COLUMN ${name} TYPE `;
  const isTyping = ({ sql }: Change): boolean =>
    sql.startsWith(alter) && !sql.endsWith("USING NULL");
  const typing = convert(sides, pair, false);
  const again = changes.some(({ sql }) => sql.startsWith(alter))
    ? changes.map((change) => (isTyping(change) ? { ...change, sql: typing.sql } : change))
    : [...changes, typing];
  const using = kind === "TABLE" ? ` USING ${name}::text` : "";
  return {
    kind: "change",
    disturbs: true,
    beforehand: [{ sql: `${alter}text${using}` }],
    changes: again,
  };
}

function convert(sides: Sides, { table, a, b }: ColumnPair, collation: boolean): Change {
  const name = quoteIdentifier(b.name);
  const collate = b.collation === null ? "" : ` COLLATE ${nameOf(b.collation)}`;
  const using = collation ? "" : ` USING ${expression(sides, name, a, b)}`;
  const sql = `ALTER TABLE ${nameOf(table.b)} ALTER COLUMN ${name} TYPE ${b.type}${collate}${using}`;
  const gone = lostLabels(sides, b.type);
  if (gone.length === 0) return { sql };
  const labels = gone.map(quoteLiteral).join(", ");
  return { sql, destroys: `rows of ${nameOf(table.b)} whose ${name} is ${labels} have no place` };
}

/** By way of text, or attribute by attribute where a composite type has others now. */
function expression(sides: Sides, name: string, a: Column, b: Column): string {
  const [before, after] = (["a", "b"] as const).map((side) =>
    sides[side].catalog.types.find(
      (type): type is CompositeType => type.kind === "composite" && nameOf(type) === b.type,
    ),
  );
  const names = (type: CompositeType | undefined): string =>
    (type?.columns ?? []).map((column) => column.name).join("\n");
  const isText = passesByText(sides, a.type);
  if (isText || before === undefined || after === undefined || names(before) === names(after))
    return `${name}::text::${b.type}`;
  const fields = after.columns.map((column) => {
    const there = before.columns.some((other) => other.name === column.name);
    return there ? `(${name}).${quoteIdentifier(column.name)}::text::${column.type}` : "NULL";
  });
  return `CASE WHEN ${name} IS DISTINCT FROM NULL THEN ROW(${fields.join(", ")})::${b.type} END`;
}

function lostLabels(sides: Sides, type: string): string[] {
  const [before = [], after = []] = (["a", "b"] as const).map((side) =>
    sides[side].catalog.types.flatMap((one) =>
      one.kind === "enum" && nameOf(one) === type.replace(/(\[\])+$/, "") ? one.labels : [],
    ),
  );
  return before.filter((label) => !after.includes(label));
}
