import type { BaseType } from "../../postgres/catalog/model/type.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { textOf } from "./other.ts";

/** What stands in the parentheses of CREATE TYPE for a type whose values only functions in C know. */
export function baseTypeBody(type: BaseType): string {
  const value = (name: string): string | null => textOf(type.properties[name]);
  const functions = Object.entries(functionNames).map(
    ([name, property]) => [name, value(property)] as const,
  );
  const length = value("length");
  const settings: readonly (readonly [string, string | null])[] = [
    ...functions,
    ["internallength", length === "-1" ? "variable" : length],
    ["alignment", alignments[value("alignment") ?? ""] ?? null],
    ["storage", storages[value("storage") ?? ""] ?? null],
    ["category", literal(value("category"))],
    ["preferred", value("preferred")],
    ["default", literal(value("default"))],
    ["element", value("element")],
    ["delimiter", literal(value("delimiter"))],
    ["collatable", value("collatable")],
  ];
  const given = settings.flatMap(([name, setting]) =>
    setting === null ? [] : [`${name} = ${setting}`],
  );
  return [...given, ...(value("byValue") === "true" ? ["passedbyvalue"] : [])].join(", ");
}

const literal = (text: string | null): string | null => (text === null ? null : quoteLiteral(text));

const functionNames = {
  input: "input",
  output: "output",
  receive: "receive",
  send: "send",
  typmod_in: "typmodIn",
  typmod_out: "typmodOut",
  analyze: "analyze",
  subscript: "subscript",
} as const;

const alignments: Readonly<Record<string, string>> = {
  c: "char",
  s: "int2",
  i: "int4",
  d: "double",
};

const storages: Readonly<Record<string, string>> = {
  p: "plain",
  e: "external",
  m: "main",
  x: "extended",
};
