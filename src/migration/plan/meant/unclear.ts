import type { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Question } from "../../../core/migration.ts";
import type { Statement } from "../../../sql/parse.ts";
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
