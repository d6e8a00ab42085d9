import type { OtherObject } from "../../postgres/catalog/model/catalog.ts";
import type { Options } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { comment, foreignOptions } from "../text.ts";
import { otherItem, otherName, property } from "./other.ts";

export function wrapperItems(object: OtherObject): Item[] {
  const target = `FOREIGN DATA WRAPPER ${otherName(object)}`;
  const [handler, validator] = [property(object, "handler"), property(object, "validator")];
  const create = [
    `CREATE ${target}`,
    handler === null ? "" : ` HANDLER ${handler}`,
    validator === null ? "" : ` VALIDATOR ${validator}`,
    foreignOptions(optionsOf(object)),
  ].join("");
  return [otherItem(object, rank.wrapper, [create, ...comment(target, object.comment)])];
}

export function serverItems(object: OtherObject): Item[] {
  const target = `SERVER ${otherName(object)}`;
  const [type, version] = [property(object, "type"), property(object, "version")];
  const create = [
    `CREATE ${target}`,
    type === null ? "" : ` TYPE ${quoteLiteral(type)}`,
    version === null ? "" : ` VERSION ${quoteLiteral(version)}`,
    ` FOREIGN DATA WRAPPER ${quoteIdentifier(property(object, "wrapper") ?? "")}`,
    foreignOptions(optionsOf(object)),
  ].join("");
  return [otherItem(object, rank.server, [create, ...comment(target, object.comment)])];
}

function optionsOf(object: OtherObject): Options {
  return (object.properties["options"] ?? {}) as Options;
}
