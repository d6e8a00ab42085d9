import type { Column } from "../../postgres/catalog/model/column.ts";
import type {
  CompositeType,
  DomainType,
  EnumType,
  UserType,
} from "../../postgres/catalog/model/type.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { inPlace, remake } from "./change.ts";
import type { Change, Verdict } from "./change.ts";

/** What ALTER TYPE and ALTER DOMAIN can do; undefined for types of which the text says all. */
export function typeVerdict(a: UserType, b: UserType): Verdict | undefined {
  if (a.kind !== b.kind) return remake;
  if (a.kind === "enum" && b.kind === "enum") return enumVerdict(a, b);
  if (a.kind === "domain" && b.kind === "domain") return domainVerdict(a, b);
  if (a.kind === "composite" && b.kind === "composite") return compositeVerdict(a, b);
  return undefined;
}

/** Labels are added anywhere, but neither taken away nor moved. */
function enumVerdict(a: EnumType, b: EnumType): Verdict {
  const kept = b.labels.filter((label) => a.labels.includes(label));
  if (kept.join("\n") !== a.labels.join("\n")) return remake;
  const there = new Set(a.labels);
  const changes = b.labels.flatMap((label, at): Change[] => {
    if (there.has(label)) return [];
    there.add(label);
    const [before, next] = [b.labels[at - 1], kept[0]];
    const place =
      before !== undefined
        ? ` AFTER ${quoteLiteral(before)}`
        : next === undefined
          ? ""
          : ` BEFORE ${quoteLiteral(next)}`;
    return [
      { sql: `ALTER TYPE ${nameOf(b)} ADD VALUE ${quoteLiteral(label)}${place}`, alone: true },
    ];
  });
  return inPlace(changes);
}

/** Its constraints stand for themselves. */
function domainVerdict(a: DomainType, b: DomainType): Verdict {
  const collation = (type: DomainType): string =>
    type.collation === null ? "" : nameOf(type.collation);
  if (a.baseType !== b.baseType || collation(a) !== collation(b)) return remake;
  const alter = `ALTER DOMAIN ${nameOf(b)}`;
  const [from, to] = [a.notNull?.name ?? null, b.notNull?.name ?? null];
  const renamed = from !== null && to !== null && from !== to;
  return inPlace([
    ...(a.default === b.default
      ? []
      : [b.default === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${b.default}`]),
    ...(renamed
      ? [`${alter} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`]
      : []),
    ...((a.notNull === null) === (b.notNull === null) ? [] : [demandOf(alter, b)]),
  ]);
}

function demandOf(alter: string, { name: domain, notNull }: DomainType): string {
  if (notNull === null) return `${alter} DROP NOT NULL`;
  const { name } = notNull;
  if (name === null || name === `${domain}_not_null`) return `${alter} SET NOT NULL`;
  return `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} NOT NULL`;
}

/** Attributes go anywhere and come at the end; what is printed in terms of one that goes is made anew. */
function compositeVerdict(a: CompositeType, b: CompositeType): Verdict {
  const describe = ({ name, type, collation }: Column): string =>
    JSON.stringify([name, type, collation]);
  const [before, after] = [a.columns.map(describe), b.columns.map(describe)];
  const kept = before.filter((one) => after.includes(one));
  if (after.slice(0, kept.length).join() !== kept.join()) return remake;
  const gone = a.columns.filter((_, at) => !after.includes(before[at] ?? ""));
  const added = b.columns.slice(kept.length);
  if (gone.some(({ name }) => added.some((one) => one.name === name))) return remake;
  const changes = [
    ...gone.map(({ name }) => `DROP ATTRIBUTE ${quoteIdentifier(name)}`),
    ...added.map(({ name, type, collation }) => {
      const collate = collation === null ? "" : ` COLLATE ${nameOf(collation)}`;
      return `ADD ATTRIBUTE ${quoteIdentifier(name)} ${type}${collate}`;
    }),
  ].map((action) => `ALTER TYPE ${nameOf(b)} ${action}`);
  const lost = gone.map(({ name }) => quoteIdentifier(name)).join(", ");
  if (gone.length === 0) return inPlace(changes);
  return {
    kind: "change",
    disturbs: true,
    changes: changes.map((sql) => ({ sql, destroys: `the values of ${lost} in ${nameOf(b)}` })),
  };
}
