import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { changed, functionSql } from "../replace/sync.ts";

/**
 * A trigger function for columns that have two names, each a column of its own: what is written under the one is there under the other.
 * Where an INSERT gives both, the old name wins, because only who knows it gives it; where an UPDATE changes both, the new one.
 */
export function bothNames(
  table: Table,
  trigger: string,
  pairs: readonly { readonly old: string; readonly now: string }[],
  searchPath: readonly string[],
): string {
  return functionSql(qualified(table.schema, trigger), searchPath, pairs.flatMap(carry));
}

function carry({ old, now }: { readonly old: string; readonly now: string }): string[] {
  const [left, right] = [`NEW.${quoteIdentifier(old)}`, `NEW.${quoteIdentifier(now)}`];
  return [
    "IF TG_OP = 'INSERT' THEN",
    `  IF ${left} IS NOT NULL THEN ${right} := ${left};`,
    `  ELSE ${left} := ${right}; END IF;`,
    `ELSIF ${changed([now])} THEN`,
    `  ${left} := ${right};`,
    `ELSIF ${changed([old])} THEN`,
    `  ${right} := ${left};`,
    "END IF;",
  ];
}
