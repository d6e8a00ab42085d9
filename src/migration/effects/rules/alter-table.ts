import type { LockMode } from "../../../core/migration.ts";
import { asNode, listOf, textOf, type Fields } from "../../../sql/walk.ts";
import { lock, type ExpectedLock } from "./expected-lock.ts";
import { strongest } from "../lock-mode.ts";

/** The commands of an ALTER TABLE. */
export const commandsOf = (alter: Fields): Fields[] =>
  listOf(alter["cmds"]).flatMap((item) => {
    const command = asNode(item, "AlterTableCmd");
    return command === undefined ? [] : [command];
  });

/** Constraints that a command or a CREATE TABLE adds, those of new columns too. */
export function constraintsIn(nodes: readonly unknown[]): Fields[] {
  return nodes.flatMap((node) => {
    const constraint = asNode(node, "Constraint");
    if (constraint !== undefined) return [constraint];
    return constraintsIn(listOf(asNode(node, "ColumnDef")?.["constraints"]));
  });
}

const TRIGGERS = /^AT_(Enable|Disable)(Always|Replica)?Trig(All|User)?$/;
const WEAK = new Set([
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_ValidateConstraint",
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_AttachPartition",
  "AT_DetachPartitionFinalize",
]);
/** Storage parameters whose change is seen by running queries (`reloptions.c`). */
const STRONG_OPTIONS =
  /^(user_catalog_table|fastupdate|gin_pending_list_limit|buffering|pages_per_range|autosummarize|security_\w+|check_option)$/;

/** `AlterTableGetLockLevel()` in `tablecmds.c`. */
function modeOf(command: Fields): LockMode {
  const subtype = textOf(command["subtype"]);
  if (TRIGGERS.test(subtype)) return "SHARE ROW EXCLUSIVE";
  if (WEAK.has(subtype)) return "SHARE UPDATE EXCLUSIVE";
  if (asNode(command["def"], "PartitionCmd")?.["concurrent"] === true)
    return "SHARE UPDATE EXCLUSIVE";
  if (subtype === "AT_AddConstraint" && isForeign(asNode(command["def"], "Constraint")))
    return "SHARE ROW EXCLUSIVE";
  if (subtype.endsWith("RelOptions")) {
    const options = listOf(asNode(command["def"], "List")?.["items"]);
    const names = options.map((option) => textOf(asNode(option, "DefElem")?.["defname"]));
    if (!names.some((name) => STRONG_OPTIONS.test(name))) return "SHARE UPDATE EXCLUSIVE";
  }
  return "ACCESS EXCLUSIVE";
}

const isForeign = (constraint: Fields | undefined): boolean =>
  constraint?.["contype"] === "CONSTR_FOREIGN";

/** Locks on the table and on what its commands name. */
export function expectOfAlterTable(alter: Fields): ExpectedLock[] | undefined {
  if (alter["objtype"] === "OBJECT_TYPE") return undefined;
  const commands = commandsOf(alter);
  return [
    ...lock(alter["relation"], strongest(commands.map(modeOf))),
    ...commands.flatMap(expectElsewhere),
  ];
}

function expectElsewhere(command: Fields): ExpectedLock[] {
  const partition = asNode(command["def"], "PartitionCmd");
  if (partition !== undefined) return lock(partition["name"], "ACCESS EXCLUSIVE");
  if (command["subtype"] === "AT_AddInherit")
    return lock(asNode(command["def"], "RangeVar"), "SHARE UPDATE EXCLUSIVE");
  return referencedBy([command["def"]]);
}

/** Tables that foreign keys among these definitions reference. */
export const referencedBy = (definitions: readonly unknown[]): ExpectedLock[] =>
  constraintsIn(definitions)
    .filter(isForeign)
    .flatMap(({ pktable }) => lock(pktable, "SHARE ROW EXCLUSIVE"));
