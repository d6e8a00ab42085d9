import { quoteIdentifier } from "../../sql/quote.ts";
import type { Pair } from "./pairs.ts";

const LENGTH = 160;

/** `id=5`, `tenant=3, code=a`; of a table without a key all that is in the row, cut. */
export function keyText(pair: Pair, key: string, values: readonly (string | null)[]): string {
  const named = pair.key.length > 0;
  const columns = named ? pair.key : pair.columns;
  const texts = named ? (JSON.parse(key) as (string | null)[]) : values;
  const text = columns
    .map(({ name }, at) => `${quoteIdentifier(name)}=${texts[at] ?? "null"}`)
    .join(", ");
  return text.length <= LENGTH ? text : `${text.slice(0, LENGTH - 1)}…`;
}
