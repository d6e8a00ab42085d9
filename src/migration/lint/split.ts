import { ToolError } from "../../core/errors.ts";
import { SyntaxRefusal, parseRaw } from "../../sql/library.ts";
import { type Statement, parseScript } from "../../sql/parse.ts";
import { blankEnd, type Chunk, chunksOf } from "./chunks.ts";

/** A place in a text, from 1; columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Placed extends Place {
  readonly statement: Statement;
  /** Comments right before the statement. */
  readonly comments: string;
}

/** A part of a script that is not run by Postgres, or that it would refuse. */
export interface Fault extends Place {
  readonly kind: "syntax" | "psql";
  readonly message: string;
}

export interface Split {
  readonly statements: readonly Placed[];
  readonly faults: readonly Fault[];
}

/**
 * Splits a script the way Postgres does. What it refuses is a fault, psql's own commands and rows of COPY too, and the statements
 * around them are still read.
 */
export async function splitScript(source: string): Promise<Split> {
  const sql = source.replace(/^\uFEFF/, " ");
  try {
    const statements = await parseScript(sql);
    return { statements: statements.map(placer(sql)), faults: [] };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return splitInChunks(sql);
  }
}

async function splitInChunks(sql: string): Promise<Split> {
  const statements: Placed[] = [];
  const faults: Fault[] = [];
  const placeAt = placesIn(sql);
  const place = placer(sql);
  for (const chunk of chunksOf(sql)) {
    const text = sql.slice(chunk.start, chunk.end);
    if (chunk.kind !== "sql") {
      faults.push({ ...placeAt(chunk.start), kind: "psql", message: foreign(chunk, text) });
      continue;
    }
    const parsed = await parseChunk(text);
    if ("refusal" in parsed) {
      const at = chunk.start + unitsOf(text, parsed.refusal.position ?? 0);
      faults.push({ ...placeAt(at), kind: "syntax", message: parsed.refusal.message });
      continue;
    }
    for (const found of parsed.statements) {
      const offset = chunk.start + found.offset;
      statements.push(place({ ...found, index: statements.length, offset }));
    }
  }
  return { statements, faults };
}

type Parsed =
  | { readonly statements: readonly Statement[] }
  | { readonly refusal: { readonly message: string; readonly position?: number | undefined } };

async function parseChunk(text: string): Promise<Parsed> {
  if (text.trim() === ";") return { statements: [] };
  try {
    return { statements: await parseScript(text) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const refusal = await parseRaw(text).then(
      () => ({ message: error.message }),
      (cause: unknown) => (cause instanceof SyntaxRefusal ? cause : { message: error.message }),
    );
    return { refusal };
  }
}

function foreign({ kind }: Chunk, text: string): string {
  if (kind === "rows") return "rows of COPY FROM stdin";
  return text.trim().slice(0, 60);
}

/** Places of a text's offsets. */
function placesIn(sql: string): (offset: number) => Place {
  const starts = [0, ...Array.from(sql.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Puts statements in their places, with the comments on the lines before each. */
function placer(sql: string): (statement: Statement) => Placed {
  const placeAt = placesIn(sql);
  let previous = 0;
  return (statement) => {
    const start = statement.offset + blankEnd(statement.text, 0);
    const between = sql.slice(previous, start);
    const comments = previous === 0 ? between : between.slice(between.indexOf("\n") + 1);
    previous = statement.offset + statement.text.length;
    return { statement, comments, ...placeAt(start) };
  };
}

/** Code points as the parser counts them, in UTF-16 units. */
const unitsOf = (text: string, points: number): number =>
  Array.from(text).slice(0, points).join("").length;
