import type { OtherKind, OtherObject } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { mappedRole } from "../access/user-mappings.ts";
import { otherName, property } from "../emit/other.ts";
import { key } from "../key.ts";
import type { Key } from "../key.ts";

export function otherKey(object: OtherObject): Key {
  return key("other", object.kind, object.schema, object.name);
}

export function dropOther(object: OtherObject): string {
  return `DROP ${targetOf(object)}`;
}

/** `OPERATOR CLASS public.words USING btree`: how statements address it. */
export function targetOf(object: OtherObject): string {
  return (targets[object.kind] ?? plain(object.kind.toUpperCase()))(object);
}

type Target = (object: OtherObject) => string;

const plain =
  (words: string): Target =>
  (object) =>
    `${words} ${otherName(object)}`;

const inSchema = ({ schema }: OtherObject): string => `${quoteIdentifier(schema ?? "")}.`;

const withMethod =
  (words: string): Target =>
  (object) => {
    const [, name = "", method = ""] = /^(.*) using (.*)$/s.exec(object.name) ?? [];
    return `${words} ${inSchema(object)}${quoteIdentifier(name)} USING ${quoteIdentifier(method)}`;
  };

const targets: Readonly<Partial<Record<OtherKind, Target>>> = {
  cast: ({ name }) => `CAST (${name.replace(" as ", " AS ")})`,
  "foreign server": plain("SERVER"),
  operator: (object) => `OPERATOR ${inSchema(object)}${object.name}`,
  "operator class": withMethod("OPERATOR CLASS"),
  "operator family": withMethod("OPERATOR FAMILY"),
  transform: ({ name }) =>
    `TRANSFORM ${name.replace(/^for /, "FOR ").replace(/ language (?=[^ ]*$)/, " LANGUAGE ")}`,
  "user mapping": (object) => {
    const role = mappedRole(object);
    const server = quoteIdentifier(property(object, "server") ?? "");
    return `USER MAPPING FOR ${role === null ? "PUBLIC" : quoteIdentifier(role)} SERVER ${server}`;
  },
};
