import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Constraint, Reference } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { backfillPieces, partitionsOf } from "../backfill.ts";
import { cooked, together } from "../cooked.ts";
import type { Cooked, Piece, Surroundings } from "../recipe.ts";
import { hinted, hintOf } from "../hints.ts";
import { countRows, hasRows } from "../rows.ts";
import type { Added } from "./added.ts";
import { validity } from "./validity.ts";

/**
 * A foreign key that new rows have to keep from `expand` on, and old ones are read for while everybody goes on. Rows without a parent do
 * not stand in the way before that: Postgres looks again only where the key's columns change.
 */
export async function foreignKey(
  added: Added,
  after: Catalog,
  surroundings: Surroundings,
): Promise<Cooked> {
  const { table, constraint } = added;
  const { references } = constraint;
  if (references === null) return cooked({});
  const orphan = orphans(table, constraint, references);
  const [column, more] = constraint.columns;
  const value =
    column === undefined || more !== undefined
      ? undefined
      : hinted(surroundings.hints.backfill, table, column);
  if (value === undefined && (await hasRows(table, orphan, surroundings)) === true)
    return ask(added, references, await countRows(table, orphan, surroundings));
  return together([
    cooked({
      pieces: [
        ...foreignKeyPieces(added, after, surroundings),
        ...(value === undefined || column === undefined
          ? []
          : backfillPieces(
              { table, set: { [column]: value }, where: orphan, purpose: "Give rows a parent" },
              after,
              surroundings,
            )),
      ],
      verification: [
        {
          phase: "verify",
          purpose: `Rows of ${printed(table)} without a parent in ${printed(references.table)}`,
          sql: `SELECT count(*)::int FROM ${printed(table)} WHERE ${orphan}`,
          expect: 0,
        },
        validity(table, constraint.name),
      ],
      notes: [
        {
          phase: "expand",
          text: `From here on rows of \`${printed(table)}\` need a parent in \`${printed(references.table)}\`, which cannot be deleted or changed otherwise than the key says.`,
        },
      ],
      irreversible:
        value === undefined
          ? []
          : [`Rows of \`${printed(table)}\` that had no parent keep the one that they get.`],
      findings: isIndexed(table, constraint) ? [] : [unindexed(table, constraint)],
    }),
  ]);
}

/** Partitioned tables take NOT VALID from Postgres 18 on; before, each partition gets the key first, and the parent's takes them over. */
export function foreignKeyPieces(
  added: Pick<Added, "table" | "constraint">,
  after: Catalog,
  { version }: Pick<Surroundings, "version">,
): Piece[] {
  const { table, constraint } = added;
  const name = quoteIdentifier(constraint.name);
  const add = `ALTER TABLE ${printed(table)} ADD CONSTRAINT ${name} ${constraint.definition}`;
  const drop = `ALTER TABLE ${printed(table)} DROP CONSTRAINT ${name}`;
  if (table.kind !== "partitioned table" || version >= 180000)
    return [
      {
        phase: "expand",
        purpose: `Refuse new rows without a parent (${constraint.name})`,
        sql: `${add} NOT VALID`,
        rollback: drop,
      },
      {
        phase: "verify",
        purpose: `Check ${constraint.name} of all rows`,
        sql: `ALTER TABLE ${printed(table)} VALIDATE CONSTRAINT ${name}`,
        rollback: null,
      },
    ];
  return [
    ...partitionsOf(table, after).flatMap((partition) => ofPartition(partition, constraint, after)),
    {
      phase: "verify",
      purpose: `Join the keys of the partitions to one (${constraint.name})`,
      sql: add,
      rollback: drop,
    },
  ];
}

function ofPartition(partition: Table, constraint: Constraint, after: Catalog): Piece[] {
  const own = sameIn(after.tables, partition)?.constraints.find(
    ({ kind, inherited, definition }) =>
      kind === "foreign key" && inherited && definition === constraint.definition,
  );
  if (own === undefined) return [];
  const inner = partitionsOf(partition, after).flatMap((leaf) =>
    ofPartition(leaf, constraint, after),
  );
  const name = quoteIdentifier(own.name);
  const alter = `ALTER TABLE ${printed(partition)}`;
  const add = `${alter} ADD CONSTRAINT ${name} ${own.definition}`;
  // The parent's key takes it along when it is dropped.
  const drop = `${alter} DROP CONSTRAINT IF EXISTS ${name}`;
  if (partition.kind === "partitioned table")
    return [
      ...inner,
      { phase: "verify", purpose: `Join the keys of its partitions`, sql: add, rollback: drop },
    ];
  return [
    {
      phase: "expand",
      purpose: `Refuse new rows without a parent in ${printed(partition)}`,
      sql: `${add} NOT VALID`,
      rollback: drop,
    },
    {
      phase: "verify",
      purpose: `Check the rows of ${printed(partition)}`,
      sql: `${alter} VALIDATE CONSTRAINT ${name}`,
      rollback: null,
    },
  ];
}

/** The condition of rows that the key refuses. */
function orphans(table: Table, { columns }: Constraint, reference: Reference): string {
  const mine = columns.map((column) => `${printed(table)}.${quoteIdentifier(column)}`);
  const pairs = mine.map(
    (column, at) => `neon_dba_parent.${quoteIdentifier(reference.columns[at] ?? "")} = ${column}`,
  );
  const given = mine.map((column) => `${column} IS NOT NULL`);
  const whole = given.join(reference.match === "full" ? " OR " : " AND ");
  return `(${whole}) AND NOT EXISTS (SELECT FROM ${printed(reference.table)} AS neon_dba_parent WHERE ${pairs.join(" AND ")})`;
}

function ask({ table, constraint }: Added, references: Reference, rows: string): Cooked {
  const [column = ""] = constraint.columns;
  const about = hintOf(table, column);
  return cooked({
    questions: [
      {
        about,
        question: `${rows} of \`${printed(table)}\` have no parent in \`${printed(references.table)}\`: what is to become of them?`,
        options: ["NULL", "the key of another parent", "delete them"],
        hint: `hints.backfill[${JSON.stringify(about)}] = "NULL" or another expression; or put a DELETE of these rows before it into sql`,
      },
    ],
  });
}

/** Deletes and key changes of the parent look for its children. */
const isIndexed = ({ indexes }: Table, { columns }: Constraint): boolean =>
  indexes.some(
    ({ keys, valid, predicate }) =>
      valid &&
      predicate === null &&
      columns.every((column) =>
        keys.slice(0, columns.length).some((indexKey) => indexKey.column === column),
      ),
  );

function unindexed(table: Table, { name, columns }: Constraint): Finding {
  const fix = `CREATE INDEX CONCURRENTLY ON ${printed(table)} (${columns.map(quoteIdentifier).join(", ")})`;
  return {
    rule: "foreign-key-without-index",
    level: "warning",
    object: printed(table),
    message: `No index begins with the columns of \`${identifier(name)}\`, so each delete of a parent reads all of \`${identifier(printed(table))}\`. Add the index to the script.`,
    evidence: "rule",
    fix,
    key: `foreign-key-without-index:${printed(table)}:${name}`,
  };
}
