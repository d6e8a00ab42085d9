import type { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { oneOf } from "../build/columns.ts";
import type { Attribute } from "../model.ts";
import type { Problem } from "../problem.ts";
import { attempt } from "./attempt.ts";

/** Has Postgres fill a row by the default, in a table of that column alone with its check. Inside a transaction. */
export async function tryDefault(
  session: Session,
  attribute: Attribute,
  type: string,
  place: string,
): Promise<Problem[]> {
  const { name, default: value, check } = attribute;
  if (value === null) return [];
  const column = quoteIdentifier(name);
  const create = `create temporary table probe (${column} ${type})`;
  const checks = [
    ...(attribute.type === "enum" ? [oneOf(column, attribute.values)] : []),
    ...(check === null ? [] : [check]),
  ].map((expression) => `alter table probe add check (${expression})`);
  const error =
    (await attempt(session, [
      create,
      `alter table probe alter column ${column} set default ${value}`,
    ])) ??
    // what is wrong with the check itself is told elsewhere
    ((await attempt(session, [create, ...checks])) === undefined
      ? await attempt(session, [
          create,
          `alter table probe alter column ${column} set default ${value}`,
          ...checks,
          "insert into probe default values",
        ])
      : undefined);
  return error === undefined ? [] : [explain(error, attribute, place)];
}

function explain(
  error: ToolError,
  { name, type, values, default: value }: Attribute,
  place: string,
): Problem {
  // without the brackets that it got to stand behind DEFAULT
  const shown = identifier((value ?? "").replace(/^\((.*)\)$/s, "$1"));
  const told = { place: `${place}.default`, quoted: error.quoted };
  if (error.sqlstate === "0A000" || error.sqlstate === "42703")
    return {
      ...told,
      cause: `the default ${shown} names a column`,
      cure: `A default is SQL and knows no columns; text is quoted: \`'${shown.replaceAll("'", "")}'\`.`,
    };
  if (error.sqlstate === "23514" || (type === "enum" && error.sqlstate === "22P02"))
    return {
      ...told,
      cause:
        type === "enum"
          ? `the default ${shown} is none of the values`
          : `the default ${shown} does not pass the check of \`${identifier(name)}\``,
      cure:
        type === "enum"
          ? `Choose one of ${values.map(identifier).join(", ")}.`
          : "Correct the one or the other.",
    };
  if (error.sqlstate?.startsWith("42883") === true)
    return {
      ...told,
      cause: `the default ${shown} calls a function that Postgres does not have`,
      cure: "Use one that it has, as now(), gen_random_uuid(), uuidv7().",
    };
  return {
    ...told,
    cause: `the default ${shown} does not fit the type ${identifier(type)}`,
    cure: "Correct the one or the other; text and dates are quoted, numbers are not.",
  };
}
