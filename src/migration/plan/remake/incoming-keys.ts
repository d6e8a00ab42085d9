import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import type { Piece, Surroundings } from "../recipe.ts";
import { addUnchecked, dropConstraint, isValidated, validate } from "../replace/foreign-keys.ts";
import { sameName } from "../replace/replacement.ts";
import { withPartitions } from "./family.ts";

/**
 * A foreign key of another table, which is to refer to the new one. The one to the old table stays beside it until the contract: both hold,
 * because both tables have the same rows, so that nothing has to be looked at again when the change is taken back.
 */
export interface IncomingKey {
  readonly pieces: readonly Piece[];
  /** It takes the old one's name. */
  readonly turn: readonly string[];
  readonly turnBack: readonly string[];
}

export interface Referred {
  readonly table: Table;
  readonly target: Table;
  readonly before: Catalog;
  readonly wanted: DatabaseSchema;
  /** The same with the new table under its first name. */
  readonly staged: DatabaseSchema;
}

/**
 * Keys that hold after the script, but for those over columns that the script makes, which are left to what comes after the change of
 * names.
 */
export function incomingKeys(
  { table, target, before, wanted, staged }: Referred,
  { name, version }: Surroundings,
): IncomingKey[] {
  const family = withPartitions(target, wanted.catalog);
  return wanted.catalog.tables
    .filter((other) => !family.includes(other))
    .flatMap((other) => {
      const known = sameIn(before.tables, other);
      const later = sameIn(staged.catalog.tables, other);
      if (known === undefined || later === undefined) return [];
      return later.constraints.flatMap((key): IncomingKey[] => {
        const end = other.constraints.find((item) => item.name === key.name);
        if (key.kind !== "foreign key" || !key.local || end === undefined) return [];
        if (!sameName(end.references?.table ?? other, table)) return [];
        const columns = known.columns.map((column) => column.name);
        if (!key.columns.every((column) => columns.includes(column))) return [];
        const old = known.constraints.find((item) => item.name === key.name);
        const twin = { ...key, name: name(key.name, "new"), comment: null };
        // Before Postgres 18 a key of a partitioned table looks at all rows when it is added.
        const checked = known.kind === "partitioned table" && version < 180000;
        const add = addUnchecked(known, twin).map((sql) =>
          checked ? sql.replace(/ NOT VALID$/, "") : sql,
        );
        const rename = (from: string, to: string): string =>
          `ALTER TABLE ${printed(known)} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;
        const kept = name(key.name, "old");
        return [
          {
            pieces: [
              {
                phase: "verify",
                purpose: `Let rows of ${printed(known)} refer to the new table too.`,
                sql: add.join(";\n"),
                rollback: dropConstraint(known, twin),
              },
              ...(isValidated(key) && !checked
                ? [
                    {
                      phase: "verify",
                      purpose: `Look whether all rows of ${printed(known)} do.`,
                      sql: validate(known, twin),
                      rollback: null,
                    } as const,
                  ]
                : []),
            ],
            turn: [
              ...(old === undefined ? [] : [rename(key.name, kept)]),
              rename(twin.name, key.name),
            ],
            turnBack: [
              rename(key.name, twin.name),
              ...(old === undefined ? [] : [rename(kept, key.name)]),
            ],
          },
        ];
      });
    });
}
