import type { Sequence } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { comment } from "../../../schema/text.ts";
import { sequenceOptions } from "../../../schema/emit/sequences.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { asNode, nameParts, walk } from "../../../sql/walk.ts";
import { alterationOf, printed, sameIn } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";
import { sameName } from "../replace/replacement.ts";

interface Serial {
  readonly table: Table;
  readonly column: Column;
  readonly sequence: Sequence;
  readonly target: Column;
  readonly taken: readonly Change[];
  /** Whether the request drops the old sequence. */
  readonly dropped: boolean;
}

/** A default that takes its values from a sequence becomes an identity that goes on where it stopped, in one short transaction. */
export const serialToIdentity: Recipe = {
  id: "serial-to-identity",
  title: "Make a serial column an identity",
  cook(change, surroundings, later) {
    const serial = serialOf(change, later, surroundings);
    const identity = serial?.target.identity;
    const next = identity?.sequence;
    if (serial === undefined || identity == null || next == null) return undefined;
    const { table, column, sequence, taken, dropped } = serial;
    const name = quoteIdentifier(column.name);
    const alter = `ALTER TABLE ${printed(table)} ALTER COLUMN ${name}`;
    const generated = identity.generation.toUpperCase();
    const options = next.type === column.type ? ` ${sequenceOptions(next)}` : "";
    const part = cooked({
      pieces: [
        {
          phase: "switch",
          purpose: `Make ${printed(table)}.${name} an identity that goes on where ${printed(sequence)} stopped.`,
          sql: handOver(printed(sequence), printed(next), [
            `${alter} DROP DEFAULT`,
            ...(dropped ? [`DROP SEQUENCE ${printed(sequence)}`] : []),
            `${alter} ADD GENERATED ${generated} AS IDENTITY (SEQUENCE NAME ${printed(next)}${options})`,
          ]),
          rollback: handOver(printed(next), printed(sequence), [
            `${alter} DROP IDENTITY`,
            ...(dropped ? restored(table, column, sequence) : []),
            `${alter} SET DEFAULT ${column.default ?? "NULL"}`,
          ]),
        },
      ],
      notes:
        generated === "ALWAYS"
          ? [
              {
                phase: "switch",
                text: `An INSERT that gives a value for ${printed(table)}.${name} fails from here on, unless it says OVERRIDING SYSTEM VALUE.`,
              },
            ]
          : [],
    });
    return { ...part, taken, ...(generated === "ALWAYS" ? { breaks: "switch" as const } : {}) };
  },
};

/** The statements in between, and the sequence afterwards where the other one was. */
function handOver(from: string, to: string, statements: readonly string[]): string {
  return [
    "DO $neon_dba$",
    "DECLARE reached bigint; used boolean;",
    "BEGIN",
    `  SELECT last_value, is_called INTO reached, used FROM ${from};`,
    ...statements.map((statement) => `  ${statement};`),
    `  PERFORM pg_catalog.setval(${quoteLiteral(to)}, reached, used);`,
    "END $neon_dba$",
  ].join("\n");
}

function restored(table: Table, column: Column, sequence: Sequence): string[] {
  const name = printed(sequence);
  return [
    `CREATE SEQUENCE ${name} AS ${sequence.type} ${sequenceOptions(sequence)}`,
    `ALTER SEQUENCE ${name} OWNED BY ${printed(table)}.${quoteIdentifier(column.name)}`,
    ...sequence.grants.flatMap(({ grantee, privileges }) =>
      grantee === sequence.owner
        ? []
        : [
            `GRANT ${privileges.join(", ")} ON SEQUENCE ${name} TO ${grantee === null ? "PUBLIC" : quoteIdentifier(grantee)}`,
          ],
    ),
    ...comment(`SEQUENCE ${name}`, sequence.comment),
  ];
}

/** DROP DEFAULT, then ADD GENERATED, and in between and after it what is said of the sequence. */
function serialOf(
  change: Change,
  later: readonly Change[],
  surroundings: Surroundings,
): Serial | undefined {
  const alteration = alterationOf(change, surroundings);
  const column = alteration?.table.columns.find(({ name }) => name === alteration.name);
  if (alteration?.subtype !== "AT_ColumnDefault" || column === undefined) return undefined;
  const { table } = alteration;
  const sequence = change.before.sequences.find(
    ({ ownedBy }) =>
      ownedBy !== null && sameName(ownedBy.table, table) && ownedBy.column === column.name,
  );
  if (sequence === undefined || surroundings.isNew(printed(table))) return undefined;
  const taken: Change[] = [];
  let target: Column | undefined;
  for (const other of later) {
    const next = alterationOf(other, surroundings);
    if (
      next?.subtype === "AT_AddIdentity" &&
      next.name === column.name &&
      sameName(next.table, table)
    )
      target = sameIn(other.after.tables, table)?.columns.find(({ name }) => name === column.name);
    else if (!isAboutSequence(other)) break;
    taken.push(other);
  }
  const end = taken.at(-1);
  if (target === undefined || end === undefined) return undefined;
  const dropped = sameIn(end.after.sequences, sequence) === undefined;
  return { table, column, sequence, target, taken, dropped };
}

function isAboutSequence({ statement }: Change): boolean {
  const drop = asNode(statement.node, "DropStmt");
  if (drop !== undefined) return drop["removeType"] === "OBJECT_SEQUENCE";
  let found = false;
  walk(asNode(statement.node, "SelectStmt"), (tag, fields) => {
    if (tag === "FuncCall") found ||= nameParts(fields["funcname"]).at(-1) === "setval";
  });
  return found;
}
