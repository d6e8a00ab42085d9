import { identifier } from "../core/identifier.ts";
import { textOf, type Fields } from "./walk.ts";

/** Actions of ALTER TABLE that lose values, guarantees or protection. */
const CHANGES: Readonly<Record<string, string>> = {
  AT_DropColumn: "Drop column",
  AT_AlterColumnType: "Change the type of column",
  AT_DropConstraint: "Drop constraint",
  AT_DetachPartition: "Detach a partition",
  AT_SetUnLogged: "Give up crash safety",
  AT_DisableRowSecurity: "Switch off row-level security",
  AT_NoForceRowSecurity: "Exempt the owner from row-level security",
};

/** What one action of ALTER TABLE destroys, to be followed by `of <table>`; undefined when it destroys nothing. */
export function destructiveChange(command: Fields): string | undefined {
  const change = CHANGES[textOf(command["subtype"])];
  const name = command["name"];
  return change !== undefined && typeof name === "string"
    ? `${change} \`${identifier(name)}\``
    : change;
}
