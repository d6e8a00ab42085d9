import { ToolError } from "../core/errors.ts";
import type { Isolation, ResultColumn } from "../core/session.ts";
import { parameterCount, type Statement } from "../sql/parse.ts";
import type { Page } from "./read-page.ts";

export interface Script {
  readonly statements: readonly Statement[];
  /** For a script of one statement. */
  readonly params: readonly unknown[];
  readonly maxRows: number;
  readonly isolation?: Isolation | undefined;
  readonly timeoutMs: number;
  /** Characters of JSON for columns and rows, all statements together. */
  readonly characters: number;
  /** Called before each statement. */
  readonly onStatement: (index: number) => void;
}

const MOST = 200;
/** Characters of a result beside its columns and rows. */
const FRAME = 200;

/** Refuses a script that cannot be run as one, before a session is opened. */
export function checkScript({ statements, params }: Pick<Script, "statements" | "params">): void {
  if (statements.length > MOST) {
    throw new ToolError(
      "LIMIT",
      `The script has ${statements.length} statements; one call takes ${MOST}.`,
      `Split it into calls of at most ${MOST} statements.`,
    );
  }
  if (params.length > 0 && statements.length > 1) {
    throw new ToolError(
      "INVALID_INPUT",
      `The script has ${statements.length} statements, and \`params\` belong to one.`,
      "Call run_sql once for each statement that takes parameters.",
    );
  }
  const wanted = Math.max(...statements.map(parameterCount));
  if (wanted !== params.length) {
    throw new ToolError(
      "INVALID_INPUT",
      `The SQL uses ${wanted} parameters, and \`params\` has ${params.length} values.`,
      "Give `params` one value for each of `$1`, `$2`... in order.",
    );
  }
}

/** Runs the statements in order; an error says which statement it is about. Characters that one result leaves go to the next. */
export async function runEach(
  script: Script,
  run: (
    statement: Statement,
    budget: (columns: readonly ResultColumn[]) => number,
  ) => Promise<Page>,
): Promise<Page[]> {
  const { statements } = script;
  const pages: Page[] = [];
  let left = script.characters;
  for (const [index, statement] of statements.entries()) {
    script.onStatement(index);
    const share = Math.floor(left / (statements.length - index));
    const budget = (columns: readonly ResultColumn[]): number =>
      share - FRAME - columnSize(columns);
    const page = await run(statement, budget).catch((error: unknown) => {
      throw statements.length > 1 ? located(error, index, statements.length) : error;
    });
    left -= FRAME + columnSize(page.result.columns) + JSON.stringify(page.fitted.rows).length;
    pages.push(page);
  }
  return pages;
}

function columnSize(columns: readonly ResultColumn[]): number {
  const size = JSON.stringify(columns).length;
  if (size < 25_000) return size;
  throw new ToolError(
    "LIMIT",
    `The result has ${columns.length} columns, whose names alone fill a result.`,
    "Name the columns you need.",
  );
}

function located(error: unknown, index: number, count: number): unknown {
  if (!(error instanceof ToolError)) return error;
  const { code, message, next, sqlstate, quoted, cause } = error;
  return new ToolError(code, `Statement ${index + 1} of ${count}: ${message}`, next, {
    cause,
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(quoted === undefined ? {} : { quoted }),
  });
}
