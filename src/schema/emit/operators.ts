import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key } from "../key.ts";
import { comment } from "../text.ts";
import { operatorName } from "./operator-name.ts";
import { otherItem, property } from "./other.ts";

export function operatorItems(object: OtherObject): Item[] {
  const schema = `${quoteIdentifier(object.schema ?? "")}.`;
  const [, symbol = "", left = "", right = ""] = /^(\S+) \((.*), (.*)\)$/s.exec(object.name) ?? [];
  const value = (name: string): string | null => property(object, name);
  const other = (word: string, name: string): string[] => {
    const found = value(name);
    return found === null ? [] : [`${word} = ${operatorName(found)}`];
  };
  const settings = [
    `FUNCTION = ${value("function")}`,
    ...(left === "none" ? [] : [`LEFTARG = ${left}`]),
    `RIGHTARG = ${right}`,
    ...other("COMMUTATOR", "commutator"),
    ...other("NEGATOR", "negator"),
    ...(value("restrict") === null ? [] : [`RESTRICT = ${value("restrict")}`]),
    ...(value("join") === null ? [] : [`JOIN = ${value("join")}`]),
    ...(value("merges") === "true" ? ["MERGES"] : []),
    ...(value("hashes") === "true" ? ["HASHES"] : []),
  ];
  const target = `OPERATOR ${schema}${symbol} (${left}, ${right})`;
  const statements = [
    `CREATE OPERATOR ${schema}${symbol} (${settings.join(", ")})`,
    ...comment(target, object.comment),
  ];
  return [otherItem(object, rank.operator, statements)];
}

export function operatorFamilyItems(object: OtherObject): Item[] {
  const family = `OPERATOR FAMILY ${inSchema(object)}`;
  return [
    otherItem(object, rank.operatorFamily, [
      `CREATE ${family}`,
      ...comment(family, object.comment),
    ]),
    ...memberItem(object, family),
  ];
}

/** Operators and functions are added to the family: which of them an operator class claims makes no difference to an index. */
function memberItem(object: OtherObject, family: string): Item[] {
  const members = [
    ...strings(object.properties["operators"]).map((member) => `OPERATOR ${member}`),
    ...strings(object.properties["functions"]).map((member) => `FUNCTION ${member}`),
  ];
  if (members.length === 0) return [];
  const own = key("members", object.schema, object.name);
  return [
    {
      key: own,
      object: `operator family ${object.name}`,
      rank: rank.operatorFamily,
      needs: [key("other", object.kind, object.schema, object.name)],
      statements: [`ALTER ${family} ADD ${members.join(", ")}`],
    },
  ];
}

export function operatorClassItems(object: OtherObject): Item[] {
  const target = `OPERATOR CLASS ${inSchema(object)}`;
  const [name = "", method = ""] = target.split(" USING ");
  const isDefault = property(object, "default") === "true" ? " DEFAULT" : "";
  const type = property(object, "type");
  const family = property(object, "family");
  const create = `CREATE ${name}${isDefault} FOR TYPE ${type} USING ${method} FAMILY ${family} AS STORAGE ${property(object, "stored") ?? type}`;
  return [otherItem(object, rank.operatorClass, [create, ...comment(target, object.comment)])];
}

/** `words USING btree` with its schema. */
function inSchema(object: OtherObject): string {
  const [, name = "", method = ""] = /^(.*) using (.*)$/s.exec(object.name) ?? [];
  return `${quoteIdentifier(object.schema ?? "")}.${quoteIdentifier(name)} USING ${quoteIdentifier(method)}`;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
