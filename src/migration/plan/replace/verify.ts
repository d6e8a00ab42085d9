import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import { validate } from "./foreign-keys.ts";
import type { Replacement, TableReplacement } from "./replacement.ts";
import type { Built } from "./swap.ts";
import type { CheckTwin, IndexTwin } from "./twins.ts";

/** Indexes, NOT NULL and checks on the new columns, none of which holds up writes; and the proof that both columns say the same. */
export function verify(
  group: TableReplacement,
  twins: { readonly indexes: readonly IndexTwin[]; readonly checks: readonly CheckTwin[] },
  surroundings: Surroundings,
): Cooked & Pick<Built, "required"> {
  const { table, columns } = group;
  const on = printed(table);
  const requirements = columns.map((column) => require(group, column, surroundings));
  const part = cooked({
    pieces: [
      ...twins.indexes.map((twin): Piece => buildPiece(group, twin, "backfill")),
      ...requirements.flatMap(({ pieces }) => pieces),
      ...twins.checks.flatMap((check): Piece[] => [
        {
          phase: "verify",
          purpose: `Check ${quoteIdentifier(check.old.name)} on the new column too.`,
          sql: `ALTER TABLE ${on} ADD CONSTRAINT ${quoteIdentifier(check.twin)} ${check.definition} ${check.target.enforced ? "NOT VALID" : "NOT ENFORCED"}`,
          rollback: `ALTER TABLE ${on} DROP CONSTRAINT ${quoteIdentifier(check.twin)}`,
        },
        ...(check.target.validated && check.target.enforced
          ? [
              {
                phase: "verify",
                purpose: "Look whether all rows pass it.",
                sql: validate(table, { ...check.target, name: check.twin }),
                rollback: null,
              } as const,
            ]
          : []),
      ]),
    ],
    verification: columns
      .filter(({ volatile }) => !volatile)
      .map((replacement) => ({
        phase: "verify",
        purpose: `Old and new ${quoteIdentifier(replacement.column.name)} say the same in every row of ${on}.`,
        sql: `SELECT count(*) FROM ${on} WHERE ${differ(replacement)}`,
        expect: 0,
      })),
  });
  return { ...part, required: requirements.flatMap(({ required }) => required) };
}

/** Compared as images: not every type has an operator for it. */
const differ = ({ fresh, forward, target }: Replacement): string => {
  const name = quoteIdentifier(fresh);
  return `ROW(${name})::record *<> ROW((${forward})::${target.type})::record`;
};

export function buildPiece(
  { table }: TableReplacement,
  { index, twin, create }: IndexTwin,
  phase: "backfill" | "switch",
): Piece {
  return {
    phase,
    purpose: `Build ${quoteIdentifier(index.name)} on the new column.`,
    sql: create,
    rollback: `DROP INDEX CONCURRENTLY IF EXISTS ${qualified(table.schema, twin)}`,
  };
}

/** NOT NULL without reading the table under a lock: a check is validated first, and proves it. */
function require(
  { table }: TableReplacement,
  { fresh, target }: Replacement,
  { version, name }: Surroundings,
): { readonly pieces: readonly Piece[] } & Pick<Built, "required"> {
  if (target.notNull === null || !target.notNull.validated) return { pieces: [], required: [] };
  const on = `ALTER TABLE ${printed(table)}`;
  const column = quoteIdentifier(fresh);
  const own = name(table.name, fresh, "not_null");
  const constraint = quoteIdentifier(own);
  const native = version >= 180000;
  const definition = native ? `NOT NULL ${column}` : `CHECK (${column} IS NOT NULL)`;
  const pieces: Piece[] = [
    {
      phase: "verify",
      purpose: `Let nobody write a row without ${column} any more.`,
      sql: `${on} ADD CONSTRAINT ${constraint} ${definition} NOT VALID`,
      rollback: `${on} DROP CONSTRAINT IF EXISTS ${constraint}`,
    },
    {
      phase: "verify",
      purpose: `Look whether every row has ${column}.`,
      sql: `${on} VALIDATE CONSTRAINT ${constraint}`,
      rollback: null,
    },
  ];
  const wanted = target.notNull.name;
  if (native)
    return { pieces, required: wanted === null ? [] : [{ constraint: own, name: wanted }] };
  const required: Built["required"] = [];
  return {
    required,
    pieces: [
      ...pieces,
      {
        phase: "verify",
        purpose: `Make ${column} NOT NULL, which the check proves.`,
        sql: [
          `${on} ALTER COLUMN ${column} SET NOT NULL`,
          `${on} DROP CONSTRAINT ${constraint}`,
        ].join(";\n"),
        rollback: `${on} ALTER COLUMN ${column} DROP NOT NULL`,
      },
    ],
  };
}
