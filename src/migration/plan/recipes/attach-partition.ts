import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, isFields } from "../../../sql/walk.ts";
import { alterationOf, findTable, printed, sameIn } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import { boundCondition } from "../partition/bound.ts";
import { defaultOf, provenCheck, withoutCheck } from "../partition/excluded.ts";
import type { Cooked, Piece, Recipe, Surroundings } from "../recipe.ts";
import { addUnchecked, isValidated, validate } from "../replace/foreign-keys.ts";
import { concurrently } from "../replace/twins.ts";

/** ATTACH locks the table and the default partition while it looks at their rows, unless checks say already what it looks for. */
export const attachPartition: Recipe = {
  id: "attach-partition",
  title: "Attach a partition",
  async cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_AttachPartition") return undefined;
    const { table: parent, command } = alteration;
    const definition = asNode(command["def"], "PartitionCmd");
    const child = findTable(change.before, definition?.["name"], surroundings.searchPath);
    const attached = child === undefined ? undefined : sameIn(change.after.tables, child);
    if (child === undefined || attached === undefined || !isFields(definition)) return undefined;
    if (surroundings.isNew(printed(parent))) return undefined;
    const { partitionKey } = parent;
    const { partitionBound } = attached;
    if (partitionKey === null || partitionBound === null) return undefined;
    const condition = await boundCondition(partitionKey, partitionBound);
    const rest = defaultOf(change.before, parent);
    return attach({ parent, child, attached, condition, rest }, partitionBound, surroundings);
  },
};

interface Attached {
  readonly parent: Table;
  readonly child: Table;
  /** As it is afterwards. */
  readonly attached: Table;
  readonly condition: string | undefined;
  /** The default partition. */
  readonly rest: Table | undefined;
}

function attach(
  { parent, child, attached, condition, rest }: Attached,
  bound: string,
  { name }: Surroundings,
): Cooked {
  const [on, part] = [printed(parent), printed(child)];
  const checks = [
    ...(condition === undefined
      ? []
      : [
          {
            table: child,
            name: name(child.name, "bound"),
            condition,
            why: "which is to prove that its rows belong there",
          },
        ]),
    ...(condition === undefined || rest === undefined
      ? []
      : [
          {
            table: rest,
            name: name(rest.name, "without"),
            condition: `NOT (${condition})`,
            why: "which is to prove that no row of it belongs into the new partition",
          },
        ]),
  ];
  return cooked({
    pieces: [
      ...likeParent(child, attached),
      ...checks.flatMap((check) =>
        provenCheck(check.table, check.name, check.condition, check.why),
      ),
      {
        phase: "switch",
        purpose: `Attach ${part} to ${on}.`,
        sql: `ALTER TABLE ${on} ATTACH PARTITION ${part} ${bound}`,
        rollback: `ALTER TABLE ${on} DETACH PARTITION ${part}`,
      },
      ...checks.map((check): Piece => ({
        phase: "contract",
        purpose: `Drop the check of ${printed(check.table)} that the partition's bound says too.`,
        sql: withoutCheck(check.table, check.name),
        rollback: `ALTER TABLE ${printed(check.table)} ADD CONSTRAINT ${quoteIdentifier(check.name)} CHECK (${check.condition}) NOT VALID`,
      })),
    ],
    notes:
      condition === undefined
        ? [
            {
              phase: "switch",
              text: `${on} is partitioned by hash: ATTACH reads ${part} from end to end under its lock, because no check can prove where the rows belong.`,
            },
          ]
        : [],
  });
}

/** Indexes, keys and foreign keys of the parent that ATTACH would otherwise build under its lock. */
function likeParent(child: Table, attached: Table): Piece[] {
  const on = printed(child);
  const names = new Set([...child.indexes, ...child.constraints].map((item) => item.name));
  const indexes = attached.indexes.filter((index) => !names.has(index.name));
  return [
    ...indexes.flatMap((index): Piece[] => {
      const constraint = attached.constraints.find((item) => item.index === index.name);
      const build: Piece = {
        phase: "verify",
        purpose: `Build ${quoteIdentifier(index.name)}, which ATTACH would build under its lock.`,
        sql: concurrently(index.definition, index.name, index.name),
        rollback: `DROP INDEX CONCURRENTLY IF EXISTS ${qualified(child.schema, index.name)}`,
      };
      if (constraint === undefined) return [build];
      const own = quoteIdentifier(constraint.name);
      const kind = constraint.kind === "primary key" ? "PRIMARY KEY" : "UNIQUE";
      return [
        build,
        {
          phase: "verify",
          purpose: `Make it the ${kind.toLowerCase()} of ${on}.`,
          sql: `ALTER TABLE ${on} ADD CONSTRAINT ${own} ${kind} USING INDEX ${quoteIdentifier(index.name)}`,
          rollback: `ALTER TABLE ${on} DROP CONSTRAINT ${own}`,
        },
      ];
    }),
    ...attached.constraints
      .filter((item) => item.kind === "foreign key" && !names.has(item.name))
      .flatMap((key): Piece[] => [
        {
          phase: "verify",
          purpose: `Add ${quoteIdentifier(key.name)}, for rows that are written from now on.`,
          sql: addUnchecked(child, { ...key, comment: null }).join(";\n"),
          rollback: `ALTER TABLE ${on} DROP CONSTRAINT ${quoteIdentifier(key.name)}`,
        },
        ...(isValidated(key)
          ? [
              {
                phase: "verify",
                purpose: `Look whether all rows of ${on} pass it.`,
                sql: validate(child, key),
                rollback: null,
              } as const,
            ]
          : []),
      ]),
  ];
}
