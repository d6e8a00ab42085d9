import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { DomainType } from "../../postgres/catalog/model/type.ts";
import { nameOf } from "../text.ts";
import type { SourceType } from "./source.ts";

/** Reads what `format_type` printed with an empty search path; domains are followed down to what they are made from. */
export function typeReader(catalog: Catalog): (text: string) => SourceType {
  const known = new Map<string, Omit<SourceType, "modifiers" | "array">>();
  const none = { under: undefined, domain: undefined };
  const read = (text: string): SourceType => {
    const array = text.endsWith("[]");
    const [base, modifiers] = withoutModifiers(array ? text.slice(0, -2) : text);
    const found = known.get(base) ?? {
      base,
      kind: base.includes(".") ? "other" : "built-in",
      name: ownName(base),
      ...none,
    };
    return { ...found, modifiers, array };
  };
  for (const relation of [...catalog.tables, ...catalog.views])
    add(relation, { kind: "composite", ...none });
  for (const type of catalog.types) {
    if (type.kind === "domain") continue;
    const kind = type.kind === "base" || type.kind === "shell" ? "other" : type.kind;
    add(type, { kind, ...none });
    if (type.kind === "range") add(type.multirange, { kind, ...none });
  }
  // a domain may be made from a domain that comes later in the list
  const domains = new Map(
    catalog.types.flatMap((type) =>
      type.kind === "domain" ? [[nameOf(type), type] as const] : [],
    ),
  );
  const follow = (base: string): void => {
    const domain = domains.get(base);
    if (domain === undefined || known.has(base)) return;
    follow(withoutModifiers(domain.baseType.replace(/\[\]$/, ""))[0]);
    add(domain, { kind: "domain", under: read(domain.baseType), domain });
  };
  for (const base of domains.keys()) follow(base);
  return read;

  function add(name: ObjectName, rest: Pick<SourceType, "kind" | "under" | "domain">): void {
    const base = nameOf(name);
    known.set(base, { base, name: { schema: name.schema, name: name.name }, ...rest });
  }
}

/** The domains that a value of the type has to obey, the outermost first. */
export function domainsOf({ array, domain, under }: SourceType): DomainType[] {
  return array || domain === undefined ? [] : [domain, ...(under ? domainsOf(under) : [])];
}

/** `numeric(10,2)` is `numeric` and 10, 2; `timestamp(3) with time zone` is `timestamp with time zone` and 3. */
function withoutModifiers(text: string): [base: string, modifiers: number[]] {
  const bare = text.replaceAll(/"(?:[^"]|"")*"/g, (quoted) => "q".repeat(quoted.length));
  const open = bare.indexOf("(");
  if (open === -1) return [text, []];
  const close = bare.indexOf(")", open);
  const inside = text.slice(open + 1, close).split(",");
  return [
    text.slice(0, open) + text.slice(close + 1),
    inside.every((part) => /^-?\d+$/.test(part)) ? inside.map(Number) : [],
  ];
}

/** `public.citext`, of an extension. */
function ownName(base: string): ObjectName | undefined {
  const parts = base.match(/"(?:[^"]|"")*"|[^".]+/g) ?? [];
  const [schema, name] = parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  return schema === undefined || name === undefined || parts.length !== 2
    ? undefined
    : { schema, name };
}
