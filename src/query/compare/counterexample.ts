import type { ToolError } from "../../core/errors.ts";
import type { StatementResult, Value } from "../../core/session.ts";
import { fitRows } from "../../postgres/fit.ts";

/** What a statement returned, or the SQLSTATE and message with which it failed. */
export interface Answer {
  columns?: string[];
  rows?: (readonly Value[])[];
  error?: string;
}

export interface Counterexample {
  /** Of `this data`, the rows that only one of the statements returns are shown; of adversarial rows, all that each returns. */
  on: "this data" | "adversarial rows";
  /** Statements that make the rows in empty tables. */
  rows?: string[];
  params?: readonly unknown[];
  /** Of an ordered result, the row from which on rows are shown, from 1. */
  from_row?: number;
  original: Answer;
  rewritten: Answer;
}

/** Characters of the rows of one answer. */
const ROWS = 3_000;

export function answerOf({ columns, rows }: Pick<StatementResult, "columns" | "rows">): Answer {
  return { columns: columns.map(({ name }) => name), rows: [...fitRows(rows, ROWS).rows] };
}

export function failure(error: ToolError): Answer {
  return {
    error: `${error.sqlstate ?? error.code}: ${(error.quoted ?? error.message).slice(0, ROWS)}`,
  };
}
