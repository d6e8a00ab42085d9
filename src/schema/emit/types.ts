import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type {
  BaseType,
  CompositeType,
  EnumType,
  RangeType,
  UserType,
} from "../../postgres/catalog/model/type.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { comment, nameOf } from "../text.ts";
import { baseTypeBody } from "./base-type.ts";
import { domainItem } from "./domain.ts";

export function typeItems(catalog: Catalog): Item[] {
  return catalog.types.flatMap((type) =>
    type.kind === "domain" ? domainItem(type) : typeItem(type),
  );
}

type PlainType = Exclude<UserType, { kind: "domain" }>;

function typeItem(type: PlainType): Item {
  const item = {
    key: keyOf("type", type),
    object: `type ${nameOf(type)}`,
    rank: rank.type,
    statements: [create(type), ...comments(type)],
  };
  return type.kind === "range" || type.kind === "base"
    ? { ...item, split: () => shellAndBody(item) }
    : item;
}

/** Functions on a type that is made of them name the type before it is there. */
function shellAndBody(item: Item): Item[] {
  const step = item.key.replace('"type"', '"step"');
  return [
    { ...item, statements: [item.object.replace("type", "CREATE TYPE")], reads: [] },
    { ...item, key: step, reads: [item.key], needs: [item.key], completes: item.key },
  ];
}

function create(type: PlainType): string {
  const name = nameOf(type);
  if (type.kind === "shell") return `CREATE TYPE ${name}`;
  if (type.kind === "enum") return `CREATE TYPE ${name} AS ENUM (${enumLabels(type)})`;
  if (type.kind === "composite") return `CREATE TYPE ${name} AS (${attributes(type)})`;
  if (type.kind === "range") return `CREATE TYPE ${name} AS RANGE (${rangeBody(type)})`;
  return `CREATE TYPE ${name} (${baseTypeBody(type satisfies BaseType)})`;
}

function enumLabels(type: EnumType): string {
  return type.labels.map(quoteLiteral).join(", ");
}

function attributes(type: CompositeType): string {
  return type.columns
    .map(({ name, type: of, collation }) => {
      const collate = collation === null ? "" : ` COLLATE ${nameOf(collation)}`;
      return `${quoteIdentifier(name)} ${of}${collate}`;
    })
    .join(", ");
}

function rangeBody(type: RangeType): string {
  const { collation, canonical, subtypeDiff } = type;
  return [
    `subtype = ${type.subtype}`,
    `subtype_opclass = ${nameOf(type.opclass)}`,
    ...(collation === null ? [] : [`collation = ${nameOf(collation)}`]),
    ...(canonical === null ? [] : [`canonical = ${canonical}`]),
    ...(subtypeDiff === null ? [] : [`subtype_diff = ${subtypeDiff}`]),
    `multirange_type_name = ${nameOf(type.multirange)}`,
  ].join(", ");
}

function comments(type: PlainType): string[] {
  const name = nameOf(type);
  const columns = type.kind === "composite" ? type.columns : [];
  return [
    ...comment(`TYPE ${name}`, type.comment),
    ...columns.flatMap((column) =>
      comment(`COLUMN ${name}.${quoteIdentifier(column.name)}`, column.comment),
    ),
  ];
}
