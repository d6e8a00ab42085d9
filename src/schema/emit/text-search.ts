import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { comment } from "../text.ts";
import { otherItem, otherName, property } from "./other.ts";

export function textSearchItems(object: OtherObject): Item[] {
  const target = `${object.kind.toUpperCase()} ${otherName(object)}`;
  const statements = [`CREATE ${target} (${body(object)})`, ...mappings(object, target)];
  return [otherItem(object, rank.textSearch, [...statements, ...comment(target, object.comment)])];
}

function body(object: OtherObject): string {
  if (object.kind === "text search dictionary") {
    const options = property(object, "options");
    return `TEMPLATE = ${property(object, "template")}${options === null ? "" : `, ${options}`}`;
  }
  const names = { ...functions[object.kind] };
  return Object.entries(names)
    .flatMap(([word, name]) =>
      property(object, name) === null ? [] : [`${word} = ${property(object, name)}`],
    )
    .join(", ");
}

const functions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "text search configuration": { PARSER: "parser" },
  "text search template": { INIT: "init", LEXIZE: "lexize" },
  "text search parser": {
    START: "start",
    GETTOKEN: "token",
    END: "end",
    HEADLINE: "headline",
    LEXTYPES: "types",
  },
};

function mappings(object: OtherObject, target: string): string[] {
  const mapping = object.properties["mapping"];
  if (typeof mapping !== "object" || mapping === null) return [];
  return Object.entries(mapping).map(
    ([token, dictionaries]) =>
      `ALTER ${target} ADD MAPPING FOR ${quoteIdentifier(token)} WITH ${(dictionaries as string[]).join(", ")}`,
  );
}
