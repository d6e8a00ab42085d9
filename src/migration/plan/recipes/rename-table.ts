import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Grant, ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, textOf } from "../../../sql/walk.ts";
import { findObject, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Change, Cooked, Recipe, Surroundings } from "../recipe.ts";
import { mentioned } from "../rename/mentions.ts";

interface Moved {
  readonly relation: Table | View;
  readonly to: ObjectName;
  readonly forward: string;
  readonly back: string;
}

/** For a while a table or a view has both names: a view that can be written to stands under the old one. */
export const renameTable: Recipe = {
  id: "rename-table",
  title: "Rename a table or a view, or move it to another schema",
  cook(change, surroundings) {
    const moved = movedOf(change, surroundings);
    if (moved === undefined || surroundings.isNew(printed(moved.relation))) return undefined;
    return cook(moved, change.before, surroundings.version);
  },
};

const kinds: Readonly<Record<string, string>> = {
  OBJECT_TABLE: "TABLE",
  OBJECT_VIEW: "VIEW",
  OBJECT_MATVIEW: "MATERIALIZED VIEW",
};

function movedOf({ statement, before }: Change, { searchPath }: Surroundings): Moved | undefined {
  const rename = asNode(statement.node, "RenameStmt");
  const move = asNode(statement.node, "AlterObjectSchemaStmt");
  const fields = rename ?? move;
  const type = kinds[textOf(rename?.["renameType"] ?? move?.["objectType"])];
  if (fields === undefined || type === undefined) return undefined;
  const relation = findObject<Table | View>(
    [...before.tables, ...before.views],
    fields["relation"],
    searchPath,
  );
  if (relation === undefined) return undefined;
  const { schema, name } = relation;
  const to =
    rename === undefined
      ? { schema: textOf(fields["newschema"]), name }
      : { schema, name: textOf(rename["newname"]) };
  const [verb, back] =
    rename === undefined
      ? [`SET SCHEMA ${quoteIdentifier(to.schema)}`, `SET SCHEMA ${quoteIdentifier(schema)}`]
      : [`RENAME TO ${quoteIdentifier(to.name)}`, `RENAME TO ${quoteIdentifier(name)}`];
  return {
    relation,
    to,
    forward: `ALTER ${type} ${printed(relation)} ${verb}`,
    back: `ALTER ${type} ${printed(to)} ${back}`,
  };
}

function cook({ relation, to, forward, back }: Moved, before: Catalog, version: number): Cooked {
  const [old, now] = [printed(relation), printed(to)];
  const purpose = `Rename ${old} to ${now}`;
  // Before Postgres 15 a view reads with its owner's rights, whom no policy stops.
  const leaky = version < 150000 && "rowSecurity" in relation && relation.rowSecurity.enabled;
  if (leaky || relation.kind === "materialized view")
    return cooked({
      pieces: [{ phase: "switch", purpose: `${purpose}.`, sql: forward, rollback: back }],
      notes: [
        {
          phase: "switch",
          text: leaky
            ? `${old} has row-level security, which a view under the old name would get around before Postgres 15: deploy the new application together with the switch.`
            : `Deploy the new application together with the switch: ${old} is gone then.`,
        },
      ],
      breaks: "switch",
    });
  const view = viewSql(relation, to, before, version);
  return cooked({
    pieces: [
      {
        phase: "switch",
        purpose: `${purpose}; a view stands under the old name.`,
        sql: [forward, ...view].join(";\n"),
        rollback: [`DROP VIEW ${old}`, back].join(";\n"),
      },
      {
        phase: "contract",
        purpose: `Drop the view ${old}.`,
        sql: `DROP VIEW ${old}`,
        rollback: view.join(";\n"),
      },
    ],
    notes: [
      {
        phase: "switch",
        text:
          `Until the contract ${old} is a view of ${now}: SELECT, INSERT, UPDATE, DELETE, ON CONFLICT and FOR UPDATE work as before; COPY INTO, TRUNCATE${version < 170000 ? ", MERGE" : ""} and pg_get_serial_sequence do not.` +
          mentioned(before, relation.name),
      },
    ],
  });
}

function viewSql(
  relation: Table | View,
  to: ObjectName,
  { database }: Catalog,
  version: number,
): string[] {
  const name = printed(relation);
  const columns = relation.columns.map((column) => quoteIdentifier(column.name));
  const invoker = version >= 150000 ? " WITH (security_invoker = true)" : "";
  return [
    `CREATE VIEW ${name}${invoker} AS SELECT ${columns.join(", ")} FROM ${printed(to)}`,
    ...(relation.owner === database.owner
      ? []
      : [`ALTER VIEW ${name} OWNER TO ${quoteIdentifier(relation.owner)}`]),
    ...relation.grants.flatMap((grant) => grantSql(name, relation.owner, grant, "")),
    ...relation.columns.flatMap((column) =>
      column.grants.flatMap((grant) =>
        grantSql(name, relation.owner, grant, ` (${quoteIdentifier(column.name)})`),
      ),
    ),
  ];
}

function grantSql(
  name: string,
  owner: string,
  { grantee, privileges, grantable }: Grant,
  columns: string,
): string[] {
  if (grantee === owner) return [];
  const to = grantee === null ? "PUBLIC" : quoteIdentifier(grantee);
  const give = (names: readonly string[], option: string): string[] =>
    names.length === 0
      ? []
      : [
          `GRANT ${names.map((privilege) => privilege + columns).join(", ")} ON ${name} TO ${to}${option}`,
        ];
  return [
    ...give(
      privileges.filter((privilege) => !grantable.includes(privilege)),
      "",
    ),
    ...give(grantable, " WITH GRANT OPTION"),
  ];
}
