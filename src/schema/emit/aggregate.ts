import type { Routine } from "../../postgres/catalog/model/routine.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import { operatorName } from "./operator-name.ts";
import { textOf } from "./other.ts";

/** CREATE AGGREGATE, which Postgres does not print. */
export function createAggregate(routine: Routine): string {
  const fields = routine.aggregate ?? {};
  const value = (name: string): string | null => textOf(fields[name]);
  const option = (word: string, name: string): string[] => {
    const found = value(name);
    return found === null || found === "0" ? [] : [`${word} = ${found}`];
  };
  const text = (word: string, name: string): string[] => {
    const found = value(name);
    return found === null ? [] : [`${word} = ${quoteLiteral(found)}`];
  };
  const final = (prefix: string, name: string): string[] =>
    value(name) === null
      ? []
      : [
          `${prefix}FINALFUNC = ${value(name)}`,
          `${prefix}FINALFUNC_MODIFY = ${modifications[value(`${name}Modify`) ?? ""] ?? "READ_ONLY"}`,
          ...(fields[`${name}Extra`] === true ? [`${prefix}FINALFUNC_EXTRA`] : []),
        ];
  const sort = value("sort");
  const settings = [
    ...option("SFUNC", "transition"),
    ...option("STYPE", "state"),
    ...option("SSPACE", "stateSize"),
    ...final("", "final"),
    ...option("COMBINEFUNC", "combine"),
    ...option("SERIALFUNC", "serialize"),
    ...option("DESERIALFUNC", "deserialize"),
    ...text("INITCOND", "initial"),
    ...option("MSFUNC", "movingTransition"),
    ...option("MINVFUNC", "movingInverse"),
    ...option("MSTYPE", "movingState"),
    ...option("MSSPACE", "movingStateSize"),
    ...final("M", "movingFinal"),
    ...text("MINITCOND", "movingInitial"),
    ...(sort === null ? [] : [`SORTOP = ${operatorName(sort)}`]),
    ...(routine.parallel === "unsafe" ? [] : [`PARALLEL = ${routine.parallel.toUpperCase()}`]),
    ...(value("kind") === "h" ? ["HYPOTHETICAL"] : []),
  ];
  const signature = routine.arguments === "" ? "*" : routine.arguments;
  return `CREATE AGGREGATE ${nameOf(routine)}(${signature}) (\n  ${settings.join(",\n  ")}\n)`;
}

const modifications: Readonly<Record<string, string>> = {
  r: "READ_ONLY",
  s: "SHAREABLE",
  w: "READ_WRITE",
};
