import type { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Question } from "../../../core/migration.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import type { Statement } from "../../../sql/parse.ts";
import { printed } from "../alteration.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { shown } from "../shown.ts";

/** A statement that cannot be planned before somebody says what is meant. */
export class Unclear extends Error {
  override readonly name = "Unclear";
  readonly question: Question;
  constructor(question: Question) {
    super(question.question);
    this.question = question;
  }
}

/** Of a drop without CASCADE, as Postgres refuses it: its DETAIL names what depends on the object, at any depth. */
export function whatOfThem({ text, index }: Statement, error: ToolError): Question {
  const lines = (error.quoted ?? error.message).split("\n");
  const dependents = lines.flatMap((line) => {
    const [, dependent] = /^(?:DETAIL: +)?(\S.*) depends on .+$/.exec(line) ?? [];
    return dependent === undefined ? [] : [`\`${identifier(dependent)}\``];
  });
  const named = dependents.length === 0 ? "other objects" : dependents.join(", ");
  return {
    about: `statement ${index + 1}`,
    question: `${shown(text)} would take along ${named}: what is to become of ${dependents.length === 1 ? "it" : "them"}?`,
    options: [
      "drop them too: write CASCADE at its end",
      "change them first, so that they do without",
      "leave the object where it is",
    ],
    hint: "Write it with CASCADE; or put statements before it into sql that drop, or replace, what depends on it",
  };
}

/** Of a change of type that Postgres refuses because another column is computed from that one: it names both in its DETAIL. */
export function generatedColumn(
  { text, index }: Statement,
  { catalog }: DatabaseSchema,
  error: ToolError,
): Question | undefined {
  const [, used = "", name = ""] =
    /Column "(.*)" is used by generated column "(.*)"\./.exec(error.quoted ?? "") ?? [];
  const [, command] = /^alter\s+table\s.*?\s((?:alter)\s.*)$/is.exec(text) ?? [];
  const table = catalog.tables.find(({ columns }) =>
    [used, name].every((wanted) => columns.some((column) => column.name === wanted)),
  );
  const column = table?.columns.find((item) => item.name === name);
  if (table === undefined || column?.generated == null) return undefined;
  const own = quoteIdentifier(name);
  const { kind, expression } = column.generated;
  const again = `ADD COLUMN ${own} ${column.type} GENERATED ALWAYS AS (${expression}) ${kind.toUpperCase()}`;
  return {
    about: `${table.schema}.${table.name}.${name}`,
    question: `\`${identifier(name)}\` of \`${printed(table)}\` is computed from \`${identifier(used)}\`, whose type changes: is it to be made anew, with a rewrite of the table, or to go?`,
    options: [
      `ALTER TABLE ${printed(table)} DROP COLUMN ${own}, ${command ?? "<the change>"}, ${again}`,
      `ALTER TABLE ${printed(table)} DROP COLUMN ${own} before statement ${index + 1}`,
    ],
    hint: "Write one of the options in place of the statement into sql; indexes on the column have to be made again too",
  };
}
