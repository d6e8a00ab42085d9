import type { Statement } from "./parse.ts";
import { isOn } from "./options.ts";
import { asNode, listOf, tagged, textOf, type Fields } from "./walk.ts";

/**
 * Whether Postgres refuses the statement inside a transaction block (25001), so that it runs alone and cannot be undone.
 * Procedures that commit are not seen: CALL is allowed in a block and fails only when the procedure commits.
 */
export function runsAlone(statement: Statement): boolean {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  return ALONE[tag]?.(fields) ?? false;
}

const always = (): boolean => true;

const ALONE: Readonly<Record<string, (fields: Fields) => boolean>> = {
  CreatedbStmt: always,
  DropdbStmt: always,
  CreateTableSpaceStmt: always,
  DropTableSpaceStmt: always,
  AlterSystemStmt: always,
  IndexStmt: (fields) => fields["concurrent"] === true,
  DropStmt: (fields) => fields["concurrent"] === true,
  VacuumStmt: (fields) => fields["is_vacuumcmd"] === true,
  ClusterStmt: (fields) => fields["relation"] === undefined,
  ReindexStmt: (fields) =>
    /(SCHEMA|SYSTEM|DATABASE)$/.test(textOf(fields["kind"])) ||
    isOn(fields["params"], "concurrently"),
  AlterTableStmt: (fields) =>
    listOf(fields["cmds"]).some((command) => {
      const detach = partitionCommand(asNode(command, "AlterTableCmd")?.["def"]);
      return detach?.["concurrent"] === true;
    }),
  AlterDatabaseStmt: (fields) =>
    listOf(fields["options"]).some(
      (option) => asNode(option, "DefElem")?.["defname"] === "tablespace",
    ),
  CreateSubscriptionStmt: (fields) =>
    isOn(fields["options"], "connect", true) && isOn(fields["options"], "create_slot", true),
  DiscardStmt: (fields) => (fields["target"] ?? "DISCARD_ALL") === "DISCARD_ALL",
};

const partitionCommand = (def: unknown): Fields | undefined => asNode(def, "PartitionCmd");
