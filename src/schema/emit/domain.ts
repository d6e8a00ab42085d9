import type { DomainConstraint, DomainType } from "../../postgres/catalog/model/type.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { comment, nameOf } from "../text.ts";

export function domainItem(domain: DomainType): Item[] {
  const [inside, later] = [
    domain.constraints.filter(({ validated }) => validated),
    domain.constraints.filter(({ validated }) => !validated),
  ];
  const whole = {
    ...item(domain, inside),
    split: () => [item(domain, []), ...inside.map(separate)],
  };
  const separate = (constraint: DomainConstraint): Item => constraintItem(domain, constraint);
  return [whole, ...later.map(separate)];
}

function item(domain: DomainType, constraints: readonly DomainConstraint[]): Item {
  const name = nameOf(domain);
  return {
    key: keyOf("type", domain),
    object: `domain ${name}`,
    rank: rank.type,
    covers: constraints.map((constraint) => keyOf("domain constraint", domain, constraint.name)),
    statements: [
      `CREATE DOMAIN ${name} AS ${domain.baseType}${clauses(domain)}${constraints.map((one) => ` ${clause(one)}`).join("")}`,
      ...comment(`DOMAIN ${name}`, domain.comment),
      ...(domain.notNull?.name == null
        ? []
        : commentOn(domain, domain.notNull.name, domain.notNull.comment)),
      ...constraints.flatMap((constraint) =>
        commentOn(domain, constraint.name, constraint.comment),
      ),
    ],
  };
}

function clauses(domain: DomainType): string {
  const { collation, default: value, notNull } = domain;
  const named = notNull?.name != null && notNull.name !== `${domain.name}_not_null`;
  return [
    collation === null ? "" : ` COLLATE ${nameOf(collation)}`,
    value === null ? "" : ` DEFAULT ${value}`,
    named ? ` CONSTRAINT ${quoteIdentifier(notNull?.name ?? "")}` : "",
    notNull === null ? "" : " NOT NULL",
  ].join("");
}

function constraintItem(domain: DomainType, constraint: DomainConstraint): Item {
  return {
    key: keyOf("domain constraint", domain, constraint.name),
    object: `constraint ${quoteIdentifier(constraint.name)} of domain ${nameOf(domain)}`,
    rank: rank.domainConstraint,
    completes: keyOf("type", domain),
    needs: [keyOf("type", domain)],
    statements: [
      `ALTER DOMAIN ${nameOf(domain)} ADD ${clause(constraint)}`,
      ...commentOn(domain, constraint.name, constraint.comment),
    ],
  };
}

function clause({ name, definition }: DomainConstraint): string {
  return `CONSTRAINT ${quoteIdentifier(name)} ${definition}`;
}

function commentOn(domain: DomainType, name: string, text: string | null): string[] {
  return comment(`CONSTRAINT ${quoteIdentifier(name)} ON DOMAIN ${nameOf(domain)}`, text);
}
