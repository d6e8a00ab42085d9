import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { sameName } from "./replacement.ts";
import type { Replacement } from "./replacement.ts";

/**
 * Where a key gets values that nothing computes from the old ones alone, as random uuids, what refers to it looks them up in the table that it
 * refers to; and a key of the new application gets an old value as one of the old would have: from the sequence.
 */
export function withLookups(replacements: readonly Replacement[]): Replacement[] {
  return replacements
    .map((replacement) => {
      const found = lookedUp(replacement, replacements);
      if (found !== undefined || !replacement.volatile) return found ?? replacement;
      return { ...replacement, backward: replacement.backward ?? nextOf(replacement) };
    })
    .toSorted((a, b) => Number(isLookup(a)) - Number(isLookup(b)));
}

/** Whether its trigger asks that table for a key. */
export const looksUpIn = ({ forward }: Replacement, table: ObjectName): boolean =>
  forward.includes(` FROM ${printed(table)} AS ${ALIAS} `);

const nextOf = ({ column }: Replacement): string | undefined =>
  column.default?.startsWith("nextval(") === true ? column.default : undefined;

const ALIAS = "neon_dba_key";

/** Rows of what is referred to are filled first. */
const isLookup = ({ forward }: Replacement): boolean => forward.includes(`${ALIAS}.`);

function lookedUp(
  replacement: Replacement,
  replacements: readonly Replacement[],
): Replacement | undefined {
  const { table, column } = replacement;
  for (const { columns, references } of table.constraints) {
    const at = columns.indexOf(column.name);
    if (references === null || at === -1) continue;
    const key = replacements.find(
      (other) =>
        other !== replacement &&
        (other.volatile || other.reads.some((name) => name !== other.column.name)) &&
        sameName(other.table, references.table) &&
        other.column.name === references.columns[at],
    );
    if (key === undefined) continue;
    const select = (wanted: string): string => {
      const same = columns.map(
        (name, index) =>
          `${ALIAS}.${quoteIdentifier(references.columns[index] ?? "")} = ${quoteIdentifier(table.name)}.${quoteIdentifier(name)}`,
      );
      return `(SELECT ${ALIAS}.${quoteIdentifier(wanted)} FROM ${printed(references.table)} AS ${ALIAS} WHERE ${same.join(" AND ")})`;
    };
    return {
      ...replacement,
      forward: select(key.fresh),
      backward: select(key.kept),
      reads: columns,
      certain: true,
      plain: true,
      volatile: true,
    };
  }
  return undefined;
}
