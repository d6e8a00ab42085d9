import { asNode, listOf, tagged, textOf } from "./walk.ts";

/**
 * The value of a boolean option in a list of DefElem nodes: the last of that name counts, one without a value is on, and a
 * missing one has its default.
 */
export function isOn(options: unknown, name: string, byDefault = false): boolean {
  const option = listOf(options)
    .map((item) => asNode(item, "DefElem"))
    .findLast((element) => element?.["defname"] === name);
  if (option === undefined) return byDefault;
  if (option["arg"] === undefined) return true;
  const value = tagged(option["arg"])?.[1];
  const text = textOf(value?.["sval"]) || textOf(value?.["boolval"]) || textOf(value?.["ival"]);
  return text !== "" && !/^(off|false|0)$/i.test(text);
}
