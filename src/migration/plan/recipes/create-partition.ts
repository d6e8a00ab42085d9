import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode } from "../../../sql/walk.ts";
import { findTable, printed, sameIn } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import { boundCondition } from "../partition/bound.ts";
import { defaultOf, provenCheck, withoutCheck } from "../partition/excluded.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";

/** Beside a default partition, a new one has all rows of that one read under the strongest lock, unless a check excludes them. */
export const createPartition: Recipe = {
  id: "create-partition",
  title: "Create a partition beside a default one",
  async cook(change, surroundings) {
    const created = createdOf(change, surroundings);
    if (created === undefined) return undefined;
    const { parent, child, rest } = created;
    const condition = await boundCondition(parent.partitionKey ?? "", child.partitionBound ?? "");
    if (condition === undefined) return undefined;
    const [on, part, home] = [printed(parent), printed(child), printed(rest)];
    const check = surroundings.name(rest.name, "without");
    const found = await surroundings.ask(
      `SELECT count(*)::int AS rows FROM ${home} WHERE ${condition}`,
    );
    const rows = Number(found?.["rows"] ?? 0);
    return cooked({
      pieces: [
        ...provenCheck(
          rest,
          check,
          `NOT (${condition})`,
          "which is to prove that no row of it belongs into the new partition",
        ),
        {
          phase: "switch",
          purpose: `Create ${part}.`,
          sql: [change.statement.text, withoutCheck(rest, check)].join(";\n"),
          rollback: [
            `ALTER TABLE ${on} DETACH PARTITION ${part}`,
            moveBack(child, rest),
            `DROP TABLE ${part}`,
          ].join(";\n"),
        },
      ],
      findings:
        rows === 0
          ? []
          : [
              {
                rule: "default-partition",
                level: "error",
                object: home,
                message: `${rows} rows of ${home} belong into ${part}, so Postgres refuses to make it. Move them first: into a table of the same columns, which is then attached, in one transaction.`,
                evidence: "measured",
                key: `default-partition:${part}`,
              },
            ],
    });
  },
};

interface Created {
  readonly parent: Table;
  readonly child: Table;
  readonly rest: Table;
}

function createdOf(
  { statement, before, after }: Change,
  { searchPath, isNew }: Surroundings,
): Created | undefined {
  const create = asNode(statement.node, "CreateStmt");
  if (create?.["partbound"] === undefined) return undefined;
  const child = findTable(after, create["relation"], searchPath);
  const [parentName] = child?.inherits ?? [];
  const parent = parentName === undefined ? undefined : sameIn(before.tables, parentName);
  const rest = parent === undefined ? undefined : defaultOf(before, parent);
  if (parent === undefined || child === undefined || rest === undefined) return undefined;
  return isNew(printed(parent)) ? undefined : { parent, child, rest };
}

/** What was written into the partition stays. */
function moveBack(child: Table, rest: Table): string {
  const columns = child.columns
    .filter(({ generated }) => generated === null)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ");
  return `INSERT INTO ${printed(rest)} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${printed(child)}`;
}
