import type { Catalog, Extension, Sequence } from "../../postgres/catalog/model/catalog.ts";
import type { SequenceOptions } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { sequenceOptions } from "../emit/sequences.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { nameOf } from "../text.ts";
import { attachmentKey } from "./attachments.ts";
import { inPlace, remake, same } from "./change.ts";
import type { Verdict } from "./change.ts";
import { columnKey } from "./columns.ts";
import { columnPair, columnVerdict } from "./column-verdict.ts";
import { isComment } from "./comments.ts";
import { domainInside } from "./domain-inside.ts";
import { otherKey } from "./other-removals.ts";
import { otherVerdict } from "./other-verdict.ts";
import type { Part, Parts } from "./part.ts";
import { kindOfKey } from "./part.ts";
import { constraintVerdict, indexVerdict, policyVerdict } from "./relation-verdicts.ts";
import { rebuiltKeys } from "./rebuild.ts";
import { routineVerdict } from "./routine-verdict.ts";
import type { Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";
import { tableVerdict } from "./table-verdict.ts";
import { typingKey, typingVerdict } from "./typed-table.ts";
import { typeVerdict } from "./type-verdict.ts";
import { viewVerdict } from "./view-verdict.ts";

/** What is to be done about everything that both sides have, looked at by itself. */
export function verdictsOf(sides: Sides, a: Parts, b: Parts): Map<Key, Verdict> {
  const known = knownVerdicts(sides);
  const rebuilt = rebuiltKeys(sides);
  return new Map(
    [...a.values()].flatMap((part): [Key, Verdict][] => {
      const other = b.get(part.key);
      if (other === undefined) return [];
      if (rebuilt.has(part.key)) return [[part.key, remake]];
      return [[part.key, known.get(part.key) ?? byText(part, other)]];
    }),
  );
}

/** What is made by the same statements is the same. */
function byText(a: Part, b: Part): Verdict {
  const text = ({ statements }: Part): string =>
    statements.filter((sql) => !isComment(sql)).join(";\n");
  if (text(a) === text(b)) return same;
  const kind = kindOfKey(b.key);
  if (kind === "default") return inPlace(b.statements);
  if (kind === "trigger" || kind === "rule") return replaced(a, b);
  if (kind !== "step") return remake;
  if (b.key.endsWith('"index settings"]')) return inPlace([...a.drop, ...b.statements]);
  return b.key.endsWith('"owned by"]') ? inPlace(b.statements) : remake;
}

/** Where OR REPLACE does it: constraint triggers are not replaced. */
function replaced(a: Part, b: Part): Verdict {
  const [create = "", ...states] = b.statements.filter((sql) => !isComment(sql));
  const [, ...before] = a.statements.filter((sql) => !isComment(sql));
  if (!/^CREATE (TRIGGER|RULE) /.test(create)) return remake;
  if (states.length + before.length > 0) return remake;
  return inPlace([create.replace(/^CREATE /, "CREATE OR REPLACE ")]);
}

function knownVerdicts(sides: Sides): Map<Key, Verdict> {
  const { catalog: a } = sides.a;
  const { catalog: b } = sides.b;
  const found: (readonly [Key, Verdict | undefined])[] = [
    ...a.schemas.map(({ name }) => [key("schema", name), same] as const),
    ...paired(a, b, "extensions", ({ name }) => key("extension", name), extensionVerdict),
    ...paired(
      a,
      b,
      "types",
      (type) => keyOf("type", type),
      (before, after) => domainInside(a, before, after) ?? typeVerdict(before, after),
    ),
    ...paired(a, b, "sequences", (sequence) => keyOf("sequence", sequence), sequenceVerdict),
    ...paired(a, b, "views", (view) => keyOf("relation", view), viewVerdict),
    ...paired(
      a,
      b,
      "routines",
      (routine) => keyOf("routine", routine, routine.identity),
      routineVerdict,
    ),
    ...paired(a, b, "others", otherKey, otherVerdict),
    ...[...sides.pairs.values()].flatMap((pair) => tableVerdicts(sides, pair)),
    ...relationPairs(a, b).flatMap(([before, after]) =>
      before.indexes.flatMap((index) => {
        const other = after.indexes.find(({ name }) => name === index.name);
        if (other === undefined || (index.constraint === null) !== (other.constraint === null))
          return [];
        const own = key("index", after.schema, index.name);
        return index.constraint === null ? [[own, indexVerdict(after, index, other)] as const] : [];
      }),
    ),
  ];
  return new Map(
    found.flatMap(([own, verdict]): [Key, Verdict][] =>
      verdict === undefined ? [] : [[own, verdict]],
    ),
  );
}

function tableVerdicts(sides: Sides, pair: TablePair): (readonly [Key, Verdict | undefined])[] {
  const kept = new Set(sides.keptParents(pair.a).map(({ a }) => nameOf(a)));
  return [
    [keyOf("relation", pair.b), tableVerdict(pair, sides.a.catalog.version)],
    ...pair.a.columns.map((column) => {
      const found = columnPair(sides, pair, column.name);
      const verdict = found === undefined ? undefined : columnVerdict(sides, found);
      return [columnKey(pair.a, column), verdict] as const;
    }),
    [typingKey(pair.b), typingVerdict(pair)],
    ...pair.a.inherits.map(
      (parent) =>
        [attachmentKey(pair.a, parent), kept.has(nameOf(parent)) ? same : remake] as const,
    ),
    ...pair.a.constraints.map((constraint) => {
      const other = pair.b.constraints.find(({ name }) => name === constraint.name);
      const verdict =
        other === undefined ? undefined : constraintVerdict(pair.b, constraint, other);
      return [keyOf("constraint", pair.b, constraint.name), verdict] as const;
    }),
    ...pair.a.policies.map((policy) => {
      const other = pair.b.policies.find(({ name }) => name === policy.name);
      const verdict =
        other === undefined ? undefined : policyVerdict(sides.b.catalog, pair.b, policy, other);
      return [keyOf("policy", pair.b, policy.name), verdict] as const;
    }),
  ];
}

type Lists = "extensions" | "types" | "sequences" | "views" | "routines" | "others";

function paired<K extends Lists>(
  a: Catalog,
  b: Catalog,
  list: K,
  keyFor: (item: Catalog[K][number]) => Key,
  judge: (a: Catalog[K][number], b: Catalog[K][number]) => Verdict | undefined,
): (readonly [Key, Verdict | undefined])[] {
  const [left, right]: readonly (readonly Catalog[K][number][])[] = [a[list], b[list]];
  const wanted = new Map((right ?? []).map((item) => [keyFor(item), item]));
  return (left ?? []).map((item) => {
    const other = wanted.get(keyFor(item));
    return [keyFor(item), other === undefined ? undefined : judge(item, other)] as const;
  });
}

function relationPairs(a: Catalog, b: Catalog) {
  const wanted = new Map([...b.tables, ...b.views].map((relation) => [nameOf(relation), relation]));
  return [...a.tables, ...a.views].flatMap((relation) => {
    const other = wanted.get(nameOf(relation));
    return other === undefined ? [] : [[relation, other] as const];
  });
}

function sequenceVerdict(a: Sequence, b: Sequence): Verdict {
  const name = nameOf(b);
  const options = (of: Sequence): string =>
    `AS ${of.type} ${sequenceOptions(of)}${of.cycle ? "" : " NO CYCLE"}`;
  return inPlace([
    ...(a.unlogged === b.unlogged
      ? []
      : [`ALTER SEQUENCE ${name} SET ${b.unlogged ? "UNLOGGED" : "LOGGED"}`]),
    ...(options(a) === options(b) ? [] : [`ALTER SEQUENCE ${name} ${options(b)}${restart(a, b)}`]),
  ]);
}

/** A sequence that began beyond the new limits begins again. */
function restart(a: SequenceOptions, b: SequenceOptions): string {
  const start = BigInt(a.start);
  return start < BigInt(b.min) || start > BigInt(b.max) ? " RESTART" : "";
}

function extensionVerdict(a: Extension, b: Extension): Verdict {
  const alter = `ALTER EXTENSION ${quoteIdentifier(b.name)}`;
  const chosen = (extension: Extension): string | null =>
    extension.version === extension.defaultVersion ? null : extension.version;
  const to = chosen(b) === null ? "" : ` TO ${quoteLiteral(b.version)}`;
  return inPlace([
    ...(a.schema === b.schema ? [] : [`${alter} SET SCHEMA ${quoteIdentifier(b.schema)}`]),
    ...(chosen(a) === chosen(b) ? [] : [`${alter} UPDATE${to}`]),
  ]);
}
