import * as z from "zod";
import type { Tool } from "../../src/core/tool.ts";

/** A place in a tool's input where a caller may write a string, and inputs that have a given one there. */
export interface StringPlace {
  /** As `to.file` or `queries[].sql`. */
  readonly path: string;
  /** The value of the input's field that holds the place. */
  readonly field: string;
  readonly build: (payload: string) => unknown;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Deeper is only where a model holds itself. */
const DEEPEST = 8;

/** Every such place of a tool. Inputs that are looked at twice (a record, then a strict object) are walked as the second sees them. */
export function stringPlaces({ input }: Pick<Tool, "input">): StringPlace[] {
  const root = z.toJSONSchema(input, { io: "output", unrepresentable: "any" }) as Schema;
  const resolve = (schema: Schema): Schema => {
    if (schema.$ref === undefined) return schema;
    const name = schema.$ref.split("/").at(-1) ?? "";
    return schema.$ref === "#" ? root : (root.$defs?.[name] ?? {});
  };

  const least = (given: Schema, depth = 0): unknown => {
    const schema = resolve(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum[0];
    if (schema.default !== undefined) return schema.default;
    const [either] = schema.anyOf ?? schema.oneOf ?? [];
    if (either !== undefined) return least(either, depth);
    const { type, minimum = 1, minItems = 0, items = {} } = schema;
    if (type === "object") return leastObject(schema, depth);
    if (type === "array") return Array.from({ length: minItems }, () => least(items, depth));
    if (type === "number" || type === "integer") return Math.max(1, minimum);
    return type === "boolean" ? true : "x";
  };
  const leastObject = ({ properties = {}, required = [] }: Schema, depth: number): object =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => required.includes(name))
        .map(([name, each]) => [name, depth > DEEPEST ? "x" : least(each, depth + 1)]),
    );

  const walk = (given: Schema, path: string, depth: number): Omit<StringPlace, "field">[] => {
    const schema = resolve(given);
    if (depth > DEEPEST) return [];
    const either = schema.anyOf ?? schema.oneOf;
    if (either !== undefined) return either.flatMap((each) => walk(each, path, depth + 1));
    if (schema.type === "array") {
      const item = schema.items ?? schema.prefixItems?.[0] ?? {};
      return walk(item, `${path}[]`, depth + 1).map(({ path: at, build }) => ({
        path: at,
        build: (payload) => [build(payload)],
      }));
    }
    if (schema.type === "object") return inObject(schema, path, depth);
    if (schema.type === undefined || schema.type === "string" || schema.enum !== undefined)
      return [{ path, build: (payload) => payload }];
    return [];
  };

  const inObject = (schema: Schema, path: string, depth: number) => {
    const whole = least(schema) as Record<string, unknown>;
    const named = Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
      walk(each, `${path}.${name}`, depth + 1).map(({ path: at, build }) => ({
        path: at,
        build: (payload: string) => ({ ...whole, [name]: build(payload) }),
      })),
    );
    const { additionalProperties: more } = schema;
    if (typeof more !== "object") return named;
    const key = { path: `${path}.{}`, build: (payload: string) => ({ [payload]: least(more) }) };
    const values = walk(more, `${path}.*`, depth + 1).map(({ path: at, build }) => ({
      path: at,
      build: (payload: string) => ({ x: build(payload) }),
    }));
    return [...named, key, ...values];
  };

  return Object.entries(root.properties ?? {}).flatMap(([field, schema]) =>
    walk(schema, field, 0).map((place) => ({ ...place, field })),
  );
}

/** Every string of an example, which says what a schema leaves open, and the example with another one there. */
export function stringsOf(example: Readonly<Record<string, unknown>>): StringPlace[] {
  const walk = (value: unknown, path: string): Omit<StringPlace, "field">[] => {
    if (typeof value === "string") return [{ path, build: (payload) => payload }];
    if (typeof value !== "object" || value === null) return [];
    const list = Array.isArray(value);
    return Object.entries(value).flatMap(([key, item]) =>
      walk(item, list ? `${path}[${key}]` : `${path}.${key}`).map(({ path: at, build }) => ({
        path: at,
        build: (payload: string) =>
          list
            ? value.map((each: unknown, index) => (index === Number(key) ? build(payload) : each))
            : { ...value, [key]: build(payload) },
      })),
    );
  };
  return Object.entries(example).flatMap(([field, value]) =>
    walk(value, field).map((place) => ({ ...place, field })),
  );
}
