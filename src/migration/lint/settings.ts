import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf, nameParts, textOf, type Fields } from "../../sql/walk.ts";

/** What the statements of a session and its transactions set. */
export interface Settings {
  readonly session: Map<string, string>;
  readonly local: Map<string, string>;
}

export const noSettings = (): Settings => ({ session: new Map(), local: new Map() });

/** What is set now. */
export function settingsNow({ session, local }: Settings): ReadonlyMap<string, string> {
  return new Map([...session, ...local]);
}

/** Takes in SET, RESET and set_config. Outside transactions SET LOCAL does nothing. */
export function takeIn(settings: Settings, { node }: Statement, inTransaction: boolean): void {
  const set = asNode(node, "VariableSetStmt");
  if (set !== undefined) return takeSet(settings, set, inTransaction);
  const call = asNode(
    listOf(asNode(node, "SelectStmt")?.["targetList"]).map(
      (target) => asNode(target, "ResTarget")?.["val"],
    )[0],
    "FuncCall",
  );
  if (nameParts(call?.["funcname"]).at(-1) !== "set_config") return;
  const [name, value, local] = listOf(call?.["args"]).map(constant);
  if (name === undefined || value === undefined) return;
  put(settings, name, value, local === "true" || local === "t", inTransaction);
}

function takeSet(settings: Settings, set: Fields, inTransaction: boolean): void {
  const name = textOf(set["name"]);
  const kind = textOf(set["kind"]);
  if (kind === "VAR_RESET_ALL")
    return [settings.session, settings.local].forEach((map) => map.clear());
  if (kind === "VAR_RESET" || kind === "VAR_SET_DEFAULT")
    return [settings.session, settings.local].forEach((map) => void map.delete(name));
  if (kind !== "VAR_SET_VALUE") return;
  const value = listOf(set["args"])
    .map((argument) => constant(argument) ?? "")
    .join(", ");
  put(settings, name, value, set["is_local"] === true, inTransaction);
}

function put(
  settings: Settings,
  name: string,
  value: string,
  local: boolean,
  inTransaction: boolean,
): void {
  if (local && !inTransaction) return;
  if (!local) settings.local.delete(name.toLowerCase());
  settings[local ? "local" : "session"].set(name.toLowerCase(), value);
}

function constant(node: unknown): string | undefined {
  const inner = asNode(node, "TypeCast")?.["arg"] ?? node;
  const value = asNode(inner, "A_Const");
  if (value === undefined) return undefined;
  const fields = ["sval", "ival", "fval", "boolval"]
    .map((field) => value[field] as Fields | undefined)
    .find((field) => field !== undefined);
  if (fields === undefined) return "";
  const [key = ""] = Object.keys(fields);
  return textOf(fields[key]) || (key === "" ? "0" : "");
}
