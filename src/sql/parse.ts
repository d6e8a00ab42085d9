import type { Node } from "libpg-query";
import { ToolError } from "../core/errors.ts";
import { kindOf, type Kind } from "./classify.ts";
import { parseRaw, SyntaxRefusal, TooDeep, type RawStatement } from "./library.ts";
import { syntaxError } from "./syntax-error.ts";
import { walk } from "./walk.ts";

/** One statement of a script. */
export interface Statement {
  /** The exact slice of the source, without the semicolon and without white space around it. */
  readonly text: string;
  /** The parse tree: an object with one key, the node's tag. */
  readonly node: Node;
  /** From 0. */
  readonly index: number;
  /** Where `text` begins in the source, in UTF-16 units. */
  readonly offset: number;
  readonly kind: Kind;
}

/**
 * Splits a script the way Postgres does. Throws INVALID_SQL with line, column and a caret under the error, INVALID_INPUT
 * when there is no statement, and LIMIT when the nesting is deeper than the parser's stack.
 */
export async function parseScript(sql: string): Promise<readonly Statement[]> {
  const known = parsed.get(sql);
  if (known !== undefined) return known;
  const statements = await parseAnew(sql);
  if (sql.length <= LONGEST_KEPT) keep(sql, statements);
  return statements;
}

/** A page's cursor comes back with the same SQL, and agents repeat themselves. What is kept is never changed by anybody. */
const parsed = new Map<string, readonly Statement[]>();
/** The oldest go first. A tree takes up to 160 times the memory of its text, so the characters are counted, too. */
const MOST_KEPT = 100;
const MOST_CHARACTERS = 50_000;
const LONGEST_KEPT = 4_000;
let characters = 0;

function keep(sql: string, statements: readonly Statement[]): void {
  // calls that came together have each parsed it
  if (parsed.has(sql)) return;
  parsed.set(sql, statements);
  characters += sql.length;
  for (const oldest of parsed.keys()) {
    if (parsed.size <= MOST_KEPT && characters <= MOST_CHARACTERS) return;
    parsed.delete(oldest);
    characters -= oldest.length;
  }
}

async function parseAnew(sql: string): Promise<Statement[]> {
  refuseUnparsable(sql);
  const raw = await parseRaw(sql).catch((error: unknown) => {
    throw parseError(error, sql);
  });
  if (raw.length === 0) {
    throw new ToolError(
      "INVALID_INPUT",
      "There is no SQL statement.",
      "Pass at least one statement in `sql`.",
    );
  }
  const slice = slicer(sql);
  return raw.map((statement, index) => ({
    ...slice(statement),
    node: statement.stmt,
    index,
    kind: kindOf(statement.stmt),
  }));
}

/** How many `$n` parameters a statement needs: the highest n. */
export function parameterCount(statement: Statement): number {
  let count = 0;
  if (!statement.text.includes("$")) return count;
  walk(statement.node, (tag, fields) => {
    if (tag === "ParamRef") count = Math.max(count, Number(fields["number"] ?? 0));
  });
  return count;
}

/** What C strings and UTF-8 cannot carry would be cut off or replaced before Postgres sees it. */
function refuseUnparsable(sql: string): void {
  const bad = sql.search(/\0|\p{Surrogate}/u);
  if (bad === -1) return;
  throw new ToolError(
    "INVALID_INPUT",
    `The SQL holds a ${sql[bad] === "\0" ? "NUL character" : "lone surrogate"} at offset ${bad}.`,
    "Remove that character; pass binary values as parameters, for example `'\\x00'::bytea`.",
  );
}

function parseError(error: unknown, sql: string): unknown {
  if (error instanceof SyntaxRefusal) return syntaxError(sql, error.message, error.position);
  if (error instanceof TooDeep) {
    return new ToolError(
      "LIMIT",
      "The SQL is nested too deeply to be parsed.",
      "Flatten it: join lists with `= any($1)`, chains of UNION with VALUES, or split it into several statements.",
      { cause: error },
    );
  }
  return error;
}

/** Cuts statements out of the source. Locations are bytes and ascend, so each byte is counted once. */
function slicer(sql: string): (raw: RawStatement) => { text: string; offset: number } {
  const bytes = Buffer.from(sql);
  let [seenBytes, seenUnits] = [0, 0];
  const unitAt = (byte: number): number => {
    seenUnits += bytes.toString("utf8", seenBytes, byte).length;
    seenBytes = byte;
    return seenUnits;
  };
  return ({ stmt_location: start = 0, stmt_len: length = 0 }) => {
    const from = unitAt(start);
    const whole = sql.slice(from, unitAt(length === 0 ? bytes.length : start + length));
    const leading = whole.length - whole.trimStart().length;
    return { text: whole.trim(), offset: from + leading };
  };
}
