import { quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn } from "../tables.ts";

/** Stems of English words; texts in another language want its configuration, in the index and in the query alike. */
export const TEXT_SEARCH = "english";

/** The words of some columns, as the index holds them: an expression that is the same in the query. */
export function documentOf(columns: readonly DesignedColumn[]): string {
  const texts = columns.map(({ name, notNull }) =>
    notNull ? quoteIdentifier(name) : `coalesce(${quoteIdentifier(name)}, '')`,
  );
  return `to_tsvector('${TEXT_SEARCH}', ${texts.join(" || ' ' || ")})`;
}
