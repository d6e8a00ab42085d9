import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { comment } from "../text.ts";
import { otherItem, otherName, property } from "./other.ts";

export function languageItems(object: OtherObject): Item[] {
  const target = `LANGUAGE ${otherName(object)}`;
  const clause = (word: string, name: string): string =>
    property(object, name) === null ? "" : ` ${word} ${property(object, name)}`;
  const trusted = property(object, "trusted") === "true" ? "TRUSTED " : "";
  const create = `CREATE ${trusted}${target}${clause("HANDLER", "handler")}${clause("INLINE", "inline")}${clause("VALIDATOR", "validator")}`;
  return [otherItem(object, rank.language, [create, ...comment(target, object.comment)])];
}

/** Its name in the catalog is what CREATE TRANSFORM says. */
export function transformItems(object: OtherObject): Item[] {
  const [from, to] = [property(object, "from"), property(object, "to")];
  const functions = [
    ...(from === null ? [] : [`FROM SQL WITH FUNCTION ${from}`]),
    ...(to === null ? [] : [`TO SQL WITH FUNCTION ${to}`]),
  ];
  const target = `TRANSFORM ${object.name.replace(/^for /, "FOR ").replace(/ language (?=[^ ]*$)/, " LANGUAGE ")}`;
  return [
    otherItem(object, rank.cast, [
      `CREATE ${target} (${functions.join(", ")})`,
      ...comment(target, object.comment),
    ]),
  ];
}

export function eventTriggerItems(object: OtherObject): Item[] {
  const target = `EVENT TRIGGER ${otherName(object)}`;
  const tags = object.properties["tags"];
  const filter = Array.isArray(tags)
    ? ` WHEN TAG IN (${tags.map((tag) => quoteLiteral(String(tag))).join(", ")})`
    : "";
  const state = states[property(object, "enabled") ?? ""];
  return [
    otherItem(object, rank.eventTrigger, [
      `CREATE ${target} ON ${property(object, "event")}${filter} EXECUTE FUNCTION ${property(object, "function")}()`,
      ...(state === undefined ? [] : [`ALTER ${target} ${state}`]),
      ...comment(target, object.comment),
    ]),
  ];
}

const states: Readonly<Record<string, string>> = {
  D: "DISABLE",
  R: "ENABLE REPLICA",
  A: "ENABLE ALWAYS",
};
