import type { ToolError } from "../../core/errors.ts";
import { relationName } from "../../sql/object-name.ts";
import type { Statement } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { asNode, listOf, nameParts, tagged, textOf, walk, type Fields } from "../../sql/walk.ts";
import {
  type GuessedColumn,
  type Remedy,
  typeRemedies,
  typesFor,
  typeSql,
  WRONG_TYPE,
} from "./remedy-types.ts";

/** What was made before. */
export interface Made {
  readonly tables: ReadonlySet<string>;
  /** Those that were made for this statement: others rely on the types of the rest. */
  readonly columns: readonly GuessedColumn[];
}

/** What may help a statement that failed, the likeliest first. The messages are those of Postgres 18, in English. */
export function remedies(error: ToolError, statement: Statement, made: Made): Remedy[] {
  const [message = ""] = (error.quoted ?? "").split("\n");
  const found = (pattern: RegExp): RegExpExecArray | null => pattern.exec(message);
  const named = namedRelations(statement);
  const column = found(
    /column "([^"]+)" (?:of relation "[^"]+" )?(?:named in key |referenced in foreign key constraint )?does not exist/,
  );
  if (error.sqlstate === "42P01" || error.sqlstate === "42704") {
    const relation = found(/^(?:relation|table|(?:materialized )?view|sequence|index) "([^"]+)"/);
    if (relation !== null) return relationRemedies(relation[1] ?? "", message, statement, named);
    const type = found(/^type "([^"]+)"/)?.[1];
    if (type !== undefined) return typeSql(dotted(type), statement);
    const constraint = found(/^constraint "([^"]+)" of relation/)?.[1];
    const [table] = named;
    if (constraint !== undefined && table !== undefined)
      return [
        {
          sql: `alter table ${table.sql} add constraint ${quoteIdentifier(constraint)} check (true) not valid`,
        },
      ];
  }
  const routine = found(/^function ([\w."]+)\(\) does not exist/)?.[1];
  if (routine !== undefined && asNode(statement.node, "CreateTrigStmt") !== undefined)
    return [
      {
        sql: `create function ${routine}() returns trigger language plpgsql as 'begin return new; end'`,
      },
    ];
  if (WRONG_TYPE.test(`${error.sqlstate} ${message}`)) return typeRemedies(made.columns);
  const qualified = found(/column \w+\.(\w+) does not exist/);
  const missing = (column ?? qualified)?.[1];
  if (error.sqlstate === "42703" && missing !== undefined)
    return columnRemedies(missing, message, statement, named, made.tables);
  if (error.sqlstate === "42830" || /no primary key for referenced table/.test(message))
    return keyRemedies(statement);
  return [];
}

interface NamedRelation {
  readonly sql: string;
  readonly name: string;
  readonly schema: string;
}

function namedRelations({ node }: Statement): NamedRelation[] {
  const found: NamedRelation[] = [];
  walk(node, (tag, fields) => {
    if (tag !== "RangeVar") return;
    const [schema, name] = [textOf(fields["schemaname"]) || "public", textOf(fields["relname"])];
    found.push({ sql: relationName(fields), name, schema });
  });
  const drop = asNode(node, "DropStmt");
  for (const object of listOf(drop?.["objects"])) {
    const parts = nameParts(asNode(object, "List")?.["items"]);
    const [name = "", schema = "public"] = parts.toReversed();
    if (name !== "") found.push({ sql: parts.map(quoteIdentifier).join("."), name, schema });
  }
  return found;
}

const dotted = (name: string): string => name.split(".").map(quoteIdentifier).join(".");

function relationRemedies(
  missing: string,
  message: string,
  { node }: Statement,
  named: readonly NamedRelation[],
): Remedy[] {
  const relation = named.find(
    ({ name, schema }) => name === missing || `${schema}.${name}` === missing,
  );
  const sql = relation?.sql ?? dotted(missing);
  const table = `${quoteIdentifier(relation?.schema ?? "public")}.${quoteIdentifier(relation?.name ?? missing)}`;
  const [tag = "", fields = {}] = tagged(node) ?? [];
  const kind =
    textOf(fields["renameType"]) ||
    textOf(fields["objtype"]) ||
    textOf(fields["kind"]) ||
    textOf(fields["removeType"]);
  const partition = partitionRemedies(sql, table, named, fields);
  if (partition.length > 0) return partition;
  if (kind.endsWith("INDEX") || message.startsWith("index")) return indexRemedies(sql, named, tag);
  if (tag === "RefreshMatViewStmt" || kind.endsWith("MATVIEW"))
    return [{ sql: `create materialized view ${sql} as select 1 as c` }];
  if (kind.endsWith("VIEW")) return [{ sql: `create view ${sql} as select 1 as c` }];
  if (kind.endsWith("SEQUENCE") || message.startsWith("sequence"))
    return [{ sql: `create sequence ${sql}` }];
  return [{ sql: `create table ${sql} ()`, table }];
}

/** Of ATTACH and DETACH PARTITION, the first table is partitioned, and the second is a table, or its partition. */
function partitionRemedies(
  sql: string,
  table: string,
  [parent]: readonly NamedRelation[],
  fields: Fields,
): Remedy[] {
  const [command] = listOf(fields["cmds"]).map((each) =>
    textOf(asNode(each, "AlterTableCmd")?.["subtype"]),
  );
  if (parent === undefined || !/^AT_(?:Attach|Detach)Partition/.test(command ?? "")) return [];
  const columns = "(stand_in_key bigint)";
  if (parent.sql === sql)
    return [{ sql: `create table ${sql} ${columns} partition by range (stand_in_key)`, table }];
  const whole = `partition of ${parent.sql} for values from (minvalue) to (maxvalue)`;
  return [
    {
      sql: `create table ${sql} ${command?.startsWith("AT_Detach") === true ? whole : columns}`,
      table,
    },
  ];
}

/** The index of a constraint is on that table; another one is on a table of its own. */
function indexRemedies(index: string, named: readonly NamedRelation[], tag: string): Remedy[] {
  const parts = index.split(".");
  const name = parts.pop() ?? index;
  const own = [...parts, quoteIdentifier(`${name.replaceAll('"', "")}_table`)].join(".");
  const [table] = named;
  if (
    (tag === "AlterTableStmt" || tag === "ClusterStmt") &&
    table !== undefined &&
    table.sql !== index
  )
    return [
      { sql: `alter table ${table.sql} add column stand_in_key bigint not null` },
      { sql: `create unique index ${name} on ${table.sql} (stand_in_key)` },
    ];
  return [
    { sql: `create table ${own} (c bigint)`, table: own.includes(".") ? own : `public.${own}` },
    { sql: `create index ${name} on ${own} (c)` },
  ];
}

function columnRemedies(
  column: string,
  message: string,
  statement: Statement,
  named: readonly NamedRelation[],
  tables: ReadonlySet<string>,
): Remedy[] {
  const of = /of relation "([^"]+)"/.exec(message)?.[1];
  const candidates = named.filter(
    ({ name, schema }) =>
      (of === undefined || of === name) &&
      tables.has(`${quoteIdentifier(schema)}.${quoteIdentifier(name)}`),
  );
  const types = typesFor(column, statement);
  return candidates.flatMap(({ sql }) =>
    types.map((type) => ({
      sql: `alter table ${sql} add column ${quoteIdentifier(column)} ${type}`,
      column: { table: sql, name: column },
    })),
  );
}

/** The key that a foreign key points to. */
function keyRemedies({ node }: Statement): Remedy[] {
  const keys: Remedy[] = [];
  walk(node, (tag, fields) => {
    if (tag !== "Constraint" || fields["pktable"] === undefined) return;
    const table = relationName(fields["pktable"] as Fields);
    const columns = nameParts(fields["pk_attrs"]).map(quoteIdentifier).join(", ");
    if (columns === "") keys.push({ sql: `alter table ${table} add column id bigint primary key` });
    else keys.push({ sql: `alter table ${table} add unique (${columns})` });
  });
  return keys;
}
