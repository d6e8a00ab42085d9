import type { LockMode } from "../../../core/migration.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { relationName } from "../../../sql/object-name.ts";
import { isFields, nameParts } from "../../../sql/walk.ts";

/** A lock that a statement takes on a relation that it names. */
export interface ExpectedLock {
  /** As the statement writes it, quoted where Postgres would; with or without the schema. */
  readonly name: string;
  readonly mode: LockMode;
}

/** On the relation of a RangeVar; none where there is no such node. */
export function lock(range: unknown, mode: LockMode): ExpectedLock[] {
  return isFields(range) && range["relname"] !== undefined
    ? [{ name: relationName(range), mode }]
    : [];
}

/** On a name that is a list of String nodes, as those of DROP and COMMENT are. */
export function lockOf(parts: unknown, mode: LockMode, dropLast = 0): ExpectedLock[] {
  const words = nameParts(parts);
  const name = words
    .slice(0, words.length - dropLast)
    .map(quoteIdentifier)
    .join(".");
  return name === "" ? [] : [{ name, mode }];
}
