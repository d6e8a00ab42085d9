import * as fc from "fast-check";
import { pairs as all } from "../difference/pairs.ts";
import { randomSchema } from "../difference/random-schema.ts";
import type { PairSql } from "../difference/workbench.ts";

/** What is in a schema of its own: one side of a pair that differs in a few things of some kind, or nothing. */
interface Slot {
  readonly a: string;
  readonly b: string;
  readonly roles: readonly string[];
}

/** Kinds that belong to the whole database or to a schema of a name; they stand alone. */
const GLOBAL =
  /\bpublic\b|\bschema\b|\bextension\b|\bpublication\b|\bevent trigger\b|\bserver\b|\bwrapper\b|\bcast\b|\blanguage plsample\b|default privileges|user mapping|\brole\b|search_path|subscription|large object|access method|transform/i;

/** Rows may have no place in the other schema, which is no matter of schemas. */
const pairs = all.map(({ a, b, roles }) => ({ a: rowless(a), b: rowless(b), roles }));

function rowless(sql: string): string {
  return sql.replaceAll(/^insert into .*;$/gm, "");
}

const local = pairs.filter(({ a, b }) => !GLOBAL.test(a + b));
const global = pairs.filter((pair) => !local.includes(pair));

const sidesOf = ({ a, b }: Slot): string[] => [a, b, ""];

/** Mostly both sides of one pair; sometimes of two, which share their names. */
const slot = (from: readonly Slot[]): fc.Arbitrary<Slot> =>
  fc
    .tuple(fc.constantFrom(...from), fc.constantFrom(...from), fc.boolean(), fc.boolean())
    .chain(([first, other, crossed, changed]) => {
      const second = crossed && changed ? other : first;
      return fc.record({
        a: fc.constantFrom(...sidesOf(first)),
        b: fc.constantFrom(...sidesOf(second)),
        roles: fc.constant([...first.roles, ...second.roles]),
      });
    });

const inSchema = (name: string, sql: string): string =>
  sql.trim() === "" ? "" : `create schema ${name};\nset search_path = ${name};\n${sql};\n`;

const mixed: fc.Arbitrary<PairSql> = fc
  .record({
    publics: fc.tuple(randomSchema, randomSchema, fc.boolean()),
    slots: fc.array(slot(local), { minLength: 1, maxLength: 3 }),
  })
  .map(({ publics: [first, second, same], slots }) => {
    const script = (base: string, side: "a" | "b"): string =>
      [
        base,
        ...slots.map((one, at) => inSchema(`part${at + 1}`, one[side])),
        "set search_path = public;",
      ].join("\n");
    return {
      a: script(first, "a"),
      b: script(same ? first : second, "b"),
      roles: slots.flatMap(({ roles }) => roles),
    };
  });

/**
 * Two random schemas that have much in common: a random one each in `public`, and beside it pairs of every kind of object, each in a schema
 * of its own, both or one side of which changed. Now and then a pair of what belongs to the whole database.
 */
export const randomPair: fc.Arbitrary<PairSql> = fc.oneof(
  { weight: 9, arbitrary: mixed },
  { weight: 1, arbitrary: slot(global) },
);
