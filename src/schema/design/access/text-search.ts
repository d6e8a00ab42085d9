import { quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn } from "../tables.ts";

/** Stems of English words; texts in another language want its configuration, in the index and in the query alike. */
export const TEXT_SEARCH = "english";

/**
 * The words of some columns, as the index holds them: an expression that is the same in the query. A `tsvector` is one already, in the
 * configuration that made it.
 */
export function documentOf(columns: readonly DesignedColumn[]): string {
  // of several, one that is NULL would make all of them NULL
  const part = ({ name, notNull }: DesignedColumn): string =>
    notNull || columns.length === 1
      ? quoteIdentifier(name)
      : `coalesce(${quoteIdentifier(name)}, '')`;
  const made = columns.filter(({ type }) => type === "tsvector").map(part);
  const texts = columns.filter(({ type }) => type !== "tsvector").map(part);
  const words =
    texts.length === 0 ? [] : [`to_tsvector('${TEXT_SEARCH}', ${texts.join(" || ' ' || ")})`];
  const all = [...words, ...made];
  return all.length === 1 ? all.join("") : `(${all.join(" || ")})`;
}
