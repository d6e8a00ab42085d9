import { identifier } from "../core/identifier.ts";
import { isAnalyzed } from "./classify.ts";
import { destructiveChange } from "./destructive-alter.ts";
import { objectName, objectWord, relationName } from "./object-name.ts";
import type { Statement } from "./parse.ts";
import { SyntaxRefusal, parseRaw } from "./library.ts";
import { readPlpgsql } from "./plpgsql.ts";
import { asNode, listOf, nameParts, walk, type Fields, textOf } from "./walk.ts";
import { restricts } from "./where.ts";

/** What a statement takes away that nothing brings back: rows, definitions, guarantees, access. */
export interface Destruction {
  /** A sentence for each thing: ``Drop table `public.tasks`.`` */
  readonly summary: string;
  /** Qualified names as Postgres prints them, where the statement names objects. */
  readonly objects: readonly string[];
}

interface Loss {
  readonly sentence: string;
  readonly objects: readonly string[];
}

/** Functions that destroy when they are called. */
const FUNCTIONS = new Set([
  "lo_unlink",
  "pg_drop_replication_slot",
  "pg_replication_origin_drop",
  "pg_terminate_backend",
]);

/**
 * What a statement destroys, or undefined. Looks into WITH, EXPLAIN ANALYZE and DO; dynamic SQL in a DO block counts as
 * destructive, because what it runs is known only when it runs.
 */
export async function destructive(statement: Statement): Promise<Destruction | undefined> {
  const losses = await lossesOf(statement.node);
  if (losses.length === 0) return undefined;
  return {
    summary: [...new Set(losses.map(({ sentence }) => sentence))].join(" "),
    objects: [...new Set(losses.flatMap(({ objects }) => objects))],
  };
}

async function lossesOf(node: unknown): Promise<Loss[]> {
  const losses: Loss[] = [];
  const blocks: Fields[] = [];
  walk(node, (tag, fields) => {
    if (tag === "DoStmt") blocks.push(fields);
    losses.push(...(LOSSES[tag]?.(fields) ?? []));
    return !RUNS_LATER.has(tag) && !(tag === "ExplainStmt" && !isAnalyzed(fields));
  });
  for (const block of blocks) losses.push(...(await lossesOfBlock(block)));
  return losses;
}

/** Their bodies run at another time, or never. */
const RUNS_LATER = new Set(["CreateFunctionStmt", "RuleStmt", "ViewStmt"]);

const LOSSES: Readonly<Record<string, (fields: Fields) => Loss[]>> = {
  DropStmt: (fields) => {
    const type = textOf(fields["removeType"]);
    const objects = listOf(fields["objects"]).map((object) => objectName(type, object));
    return [
      loss(
        `Drop ${objectWord(type)}`,
        objects,
        fields["behavior"] === "DROP_CASCADE" ? " and what depends on it" : "",
      ),
    ];
  },
  DropdbStmt: (fields) => [loss("Drop database", [textOf(fields["dbname"])])],
  DropTableSpaceStmt: (fields) => [loss("Drop tablespace", [textOf(fields["tablespacename"])])],
  DropSubscriptionStmt: (fields) => [loss("Drop subscription", [textOf(fields["subname"])])],
  DropUserMappingStmt: (fields) => [
    loss("Drop the user mapping for server", [textOf(fields["servername"])]),
  ],
  DropRoleStmt: (fields) => [loss("Drop role", roles(fields["roles"]))],
  DropOwnedStmt: (fields) => [loss("Drop everything owned by", roles(fields["roles"]))],
  TruncateStmt: (fields) => [
    loss(
      "Delete all rows of",
      listOf(fields["relations"]).map((relation) =>
        relationName(asNode(relation, "RangeVar") ?? {}),
      ),
    ),
  ],
  DeleteStmt: (fields) => everyRow("Delete", fields),
  UpdateStmt: (fields) => everyRow("Overwrite", fields),
  MergeStmt: mergeLosses,
  RefreshMatViewStmt: (fields) =>
    fields["skipData"] === true ? [loss("Empty materialized view", [relation(fields)])] : [],
  GrantStmt: (fields) =>
    fields["is_grant"] === true ? [] : [loss("Revoke privileges on", grantObjects(fields))],
  GrantRoleStmt: (fields) =>
    fields["is_grant"] === true
      ? []
      : [loss("Revoke membership from", roles(fields["grantee_roles"]))],
  AlterTableStmt: (fields) =>
    listOf(fields["cmds"]).flatMap((command) => {
      const change = destructiveChange(asNode(command, "AlterTableCmd") ?? {});
      return change === undefined ? [] : [loss(`${change} of`, [relation(fields)])];
    }),
  FuncCall: (fields) => {
    const name = nameParts(fields["funcname"]).at(-1) ?? "";
    return FUNCTIONS.has(name) ? [{ sentence: `Call \`${name}\`.`, objects: [] }] : [];
  },
};

function everyRow(verb: string, fields: Fields): Loss[] {
  const all = !restricts(fields["whereClause"]);
  return all ? [loss(`${verb} rows without a condition in`, [relation(fields)])] : [];
}

/** MERGE destroys when it deletes or updates rows that nothing of the join or of its own condition picks. */
function mergeLosses(fields: Fields): Loss[] {
  const joined = restricts(fields["joinCondition"]);
  return listOf(fields["mergeWhenClauses"]).flatMap((item) => {
    const clause = asNode(item, "MergeWhenClause") ?? {};
    const changes = /^CMD_(DELETE|UPDATE)$/.test(textOf(clause["commandType"]));
    const picked = joined && clause["matchKind"] !== "MERGE_WHEN_NOT_MATCHED_BY_SOURCE";
    const verb = clause["commandType"] === "CMD_DELETE" ? "Delete" : "Overwrite";
    if (!changes || picked || restricts(clause["condition"])) return [];
    return [loss(`${verb} rows without a condition in`, [relation(fields)])];
  });
}

async function lossesOfBlock(block: Fields): Promise<Loss[]> {
  const unknown = { sentence: "Run a DO block that cannot be read beforehand.", objects: [] };
  const source = doSource(block);
  if (source === undefined) return [unknown];
  try {
    const body = await readPlpgsql(source);
    const statements = (await Promise.all(body.fragments.map(parseRaw))).flat();
    const losses = (await Promise.all(statements.map(({ stmt }) => lossesOf(stmt)))).flat();
    const dynamic = { sentence: "Run SQL that a DO block puts together at run time.", objects: [] };
    return body.dynamic ? [...losses, dynamic] : losses;
  } catch (error) {
    if (error instanceof SyntaxRefusal) return [unknown];
    throw error;
  }
}

/** The DO statement written again for the PL/pgSQL parser; undefined in another language. */
function doSource(block: Fields): string | undefined {
  const options = listOf(block["args"]).map((arg) => asNode(arg, "DefElem"));
  const text = (name: string): string | undefined => {
    const value = asNode(
      options.find((option) => option?.["defname"] === name)?.["arg"],
      "String",
    )?.["sval"];
    return typeof value === "string" ? value : undefined;
  };
  const body = text("as");
  if (body === undefined || (text("language") ?? "plpgsql") !== "plpgsql") return undefined;
  return `DO '${body.replaceAll("'", "''")}'`;
}

const relation = (fields: Fields): string => relationName((fields["relation"] ?? {}) as Fields);

function roles(list: unknown): string[] {
  return listOf(list).map((item) => {
    const role = asNode(item, "RoleSpec") ?? {};
    return (
      textOf(role["rolename"]) || textOf(role["roletype"]).replace("ROLESPEC_", "").toLowerCase()
    );
  });
}

function grantObjects(fields: Fields): string[] {
  return listOf(fields["objects"]).map((object) => objectName(textOf(fields["objtype"]), object));
}

function loss(verb: string, objects: readonly string[], rest = ""): Loss {
  const names = objects.map((name) => `\`${identifier(name)}\``).join(", ");
  return { sentence: `${verb} ${names}${rest}.`, objects };
}
