import { quoteIdentifier } from "../../../sql/quote.ts";
import type { DrawnColumn, DrawnReference, DrawnSchema, DrawnTable } from "./drawn.ts";
import { quotedText, word } from "./mermaid-text.ts";

/**
 * An entity-relationship diagram in Mermaid: tables with their columns, types and keys; references as crow's feet, solid where they are
 * part of the key. What Mermaid cannot write as a column's name is a word like it, and stands beside it as it is.
 */
export function drawErd({ tables, references }: DrawnSchema): string {
  const lines = [
    "erDiagram",
    ...tables.flatMap(entityLines),
    ...references.filter(({ to }) => to >= 0).map((reference) => relationLine(reference, tables)),
  ];
  return lines.join("\n");
}

function entityLines({ name, columns }: DrawnTable): string[] {
  if (columns.length === 0) return [`  ${quotedText(name)}`];
  return [`  ${quotedText(name)} {`, ...columns.map(columnLine), "  }"];
}

function columnLine({ name, type, primary, foreign, unique }: DrawnColumn): string {
  const keys = [...(primary ? ["PK"] : []), ...(foreign ? ["FK"] : []), ...(unique ? ["UK"] : [])];
  const written = word(name);
  const parts = [
    word(type),
    written,
    ...(keys.length === 0 ? [] : [keys.join(", ")]),
    ...(written === name ? [] : [quotedText(quoteIdentifier(name))]),
  ];
  return `    ${parts.join(" ")}`;
}

function relationLine(
  { from, to, columns, required, single, identifying }: DrawnReference,
  tables: readonly DrawnTable[],
): string {
  const many = single ? "|o" : "}o";
  const one = required ? "||" : "o|";
  const line = identifying ? "--" : "..";
  const name = (at: number): string => quotedText(tables[at]?.name ?? "");
  return `  ${name(from)} ${many}${line}${one} ${name(to)} : ${quotedText(columns.map(quoteIdentifier).join(", "))}`;
}
