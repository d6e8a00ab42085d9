import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { comment } from "../text.ts";
import { otherItem, otherName, property } from "./other.ts";

/** Its name in the catalog is `source as target`. */
export function castItems(object: OtherObject): Item[] {
  const target = `CAST (${object.name.replace(" as ", " AS ")})`;
  const method =
    methods[property(object, "method") ?? ""] ?? `WITH FUNCTION ${property(object, "function")}`;
  const context = contexts[property(object, "context") ?? ""] ?? "";
  const statements = [`CREATE ${target} ${method}${context}`, ...comment(target, object.comment)];
  return [otherItem(object, rank.cast, statements)];
}

const methods: Readonly<Record<string, string>> = { i: "WITH INOUT", b: "WITHOUT FUNCTION" };
const contexts: Readonly<Record<string, string>> = { a: " AS ASSIGNMENT", i: " AS IMPLICIT" };

export function conversionItems(object: OtherObject): Item[] {
  const target = `CONVERSION ${otherName(object)}`;
  const isDefault = property(object, "default") === "true" ? "DEFAULT " : "";
  const encodings = [property(object, "from"), property(object, "to")].map((name) =>
    quoteLiteral(name ?? ""),
  );
  const create = `CREATE ${isDefault}${target} FOR ${encodings.join(" TO ")} FROM ${property(object, "function")}`;
  return [otherItem(object, rank.conversion, [create, ...comment(target, object.comment)])];
}

export function accessMethodItems(object: OtherObject): Item[] {
  const target = `ACCESS METHOD ${quoteIdentifier(object.name)}`;
  const type = property(object, "type") === "t" ? "TABLE" : "INDEX";
  const create = `CREATE ${target} TYPE ${type} HANDLER ${property(object, "handler")}`;
  return [otherItem(object, rank.accessMethod, [create, ...comment(target, object.comment)])];
}

export function collationItems(object: OtherObject): Item[] {
  const target = `COLLATION ${otherName(object)}`;
  const provider = providers[property(object, "provider") ?? ""] ?? "libc";
  const locale = property(object, "locale") ?? "";
  const [collate = "", ctype = collate] = locale.split(" ");
  const rules = property(object, "rules");
  // The one way to a collation for every encoding.
  if (provider === "libc" && locale === "C C" && property(object, "encoding") === "-1")
    return [
      otherItem(object, rank.collation, [
        `CREATE ${target} FROM pg_catalog."C"`,
        ...comment(target, object.comment),
      ]),
    ];
  const settings = [
    `provider = ${provider}`,
    ...(provider === "libc" && ctype !== collate
      ? [`lc_collate = ${quoteLiteral(collate)}`, `lc_ctype = ${quoteLiteral(ctype)}`]
      : [`locale = ${quoteLiteral(provider === "libc" ? collate : locale)}`]),
    ...(property(object, "deterministic") === "false" ? ["deterministic = false"] : []),
    ...(rules === null ? [] : [`rules = ${quoteLiteral(rules)}`]),
  ];
  return [
    otherItem(object, rank.collation, [
      `CREATE ${target} (${settings.join(", ")})`,
      ...comment(target, object.comment),
    ]),
  ];
}

const providers: Readonly<Record<string, string>> = { b: "builtin", c: "libc", i: "icu" };
