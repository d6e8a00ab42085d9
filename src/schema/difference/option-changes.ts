import type { Options } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { isHidden, settingsOf } from "../text.ts";

/** SET and RESET of `name=value` settings, behind the words that address the object. */
export function settingChanges(alter: string, a: Options, b: Options, prefix = ""): string[] {
  const set = Object.fromEntries(Object.entries(b).filter(([name, value]) => a[name] !== value));
  const gone = Object.keys(a).filter((name) => !(name in b));
  return [
    ...(gone.length === 0
      ? []
      : [`${alter} RESET (${gone.map((name) => prefix + quoteIdentifier(name)).join(", ")})`]),
    ...(Object.keys(set).length === 0 ? [] : [`${alter} SET (${settingsOf(set, prefix)})`]),
  ];
}

/** ` OPTIONS (ADD a 'x', DROP b)` of foreign data, or nothing. Values that are hidden are left as they are. */
export function foreignOptionChanges(a: Options, b: Options): string {
  const parts = [
    ...Object.keys(a)
      .filter((name) => !(name in b))
      .map((name) => `DROP ${quoteIdentifier(name)}`),
    ...Object.entries(b)
      .filter(([name, value]) => a[name] !== value && !isHidden(value))
      .map(
        ([name, value]) =>
          `${name in a ? "SET" : "ADD"} ${quoteIdentifier(name)} ${quoteLiteral(value)}`,
      ),
  ];
  return parts.length === 0 ? "" : ` OPTIONS (${parts.join(", ")})`;
}
