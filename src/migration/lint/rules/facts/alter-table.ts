import { asNode, isFields, listOf, textOf, type Fields } from "../../../../sql/walk.ts";
import type { LintedStatement } from "../../rule.ts";
import { relationNamed } from "./names.ts";

/** One command of an ALTER TABLE. */
export interface AlterCommand {
  /** Qualified name of the table. */
  readonly table: string;
  /** `AT_AddColumn` */
  readonly type: string;
  /** Column or constraint; empty where it has none. */
  readonly name: string;
  readonly cascades: boolean;
  readonly fields: Fields;
}

/** The commands of an ALTER TABLE (of an index, a view, a sequence as well), or only those of some types. */
export function alterCommands(at: LintedStatement, ...types: readonly string[]): AlterCommand[] {
  const alter = asNode(at.statement.node, "AlterTableStmt");
  if (alter === undefined) return [];
  const table = relationNamed(at, alter["relation"]);
  return listOf(alter["cmds"]).flatMap((command) => {
    const fields = asNode(command, "AlterTableCmd") ?? {};
    const type = textOf(fields["subtype"]);
    if (types.length > 0 && !types.includes(type)) return [];
    const cascades = fields["behavior"] === "DROP_CASCADE";
    return [{ table, type, name: textOf(fields["name"]), cascades, fields }];
  });
}

/** The partition of ATTACH and DETACH. */
export function partitionOf(at: LintedStatement, command: AlterCommand): string {
  const partition = asNode(command.fields["def"], "PartitionCmd")?.["name"];
  return isFields(partition) ? relationNamed(at, partition) : "";
}

/** Indexes that the statement makes into constraints. */
export function indexesTaken(at: LintedStatement): string[] {
  return alterCommands(at, "AT_AddConstraint")
    .map(({ fields }) => textOf(asNode(fields["def"], "Constraint")?.["indexname"]))
    .filter((name) => name !== "");
}
