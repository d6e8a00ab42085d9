import type { Node } from "libpg-query";
import type { Instance } from "libpg-query/wasm/libpg-query.js";

/** The parser of Postgres refused the text. `position` is in code points from 0, or undefined when it names none. */
export class SyntaxRefusal extends Error {
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    super(message);
    this.position = position;
  }
}

/** The text is nested deeper than the parser's stack allows. */
export class TooDeep extends Error {}

/** A statement as libpg-query returns it; location and length are in bytes of UTF-8. */
export interface RawStatement {
  readonly stmt: Node;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

let instance: Promise<Instance> | undefined;

/** Bytes that an instance begins with; most are never touched. */
const SPACIOUS = 128 * 1024 * 1024;

/**
 * The parser, loaded on first use. We drive the WebAssembly instance ourselves instead of using the package's functions:
 * text nested thousands of levels deep overflows the stack, which leaves an instance that fails every later call
 * ("memory access out of bounds"), and the package offers no way to a new one.
 */
function load(): Promise<Instance> {
  instance ??= import("libpg-query/wasm/libpg-query.js").then((module) => module.default());
  return instance;
}

/** Every statement of a script, as the parser of Postgres 18 reads it. Throws SyntaxRefusal or TooDeep. */
export function parseRaw(sql: string): Promise<readonly RawStatement[]> {
  return guarded(sql, (wasm, text) => {
    const result = wasm._wasm_parse_query_raw(text);
    if (result === 0) throw new RangeError("out of memory");
    try {
      const error = wasm.getValue(result + 8, "i32");
      if (error !== 0) throw refusal(wasm, error);
      const tree = wasm.UTF8ToString(wasm.getValue(result, "i32"));
      return (JSON.parse(tree) as { stmts: RawStatement[] }).stmts;
    } finally {
      wasm._wasm_free_parse_result(result);
    }
  });
}

/** The parse tree of the body of one CREATE FUNCTION or DO statement in PL/pgSQL. Throws SyntaxRefusal or TooDeep. */
export function parsePlpgsql(sql: string): Promise<unknown> {
  return guarded(sql, (wasm, text) => {
    const result = wasm._wasm_parse_plpgsql(text);
    try {
      const json = wasm.UTF8ToString(result);
      if (!json.startsWith("{")) throw new SyntaxRefusal(json);
      return JSON.parse(json) as unknown;
    } finally {
      wasm._wasm_free_string(result);
    }
  });
}

/** A token of the scanner: `text` is as written, offsets are in bytes of UTF-8. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `IDENT`, `SCONST`, `Op`, `ASCII_59` for a semicolon, the name of a keyword. */
  readonly tokenName: string;
}

/** The tokens of a text, comments left out. */
export async function scanTokens(sql: string): Promise<readonly Token[]> {
  const tokens = await guarded(sql, (wasm, text) => {
    const result = wasm._wasm_scan(text);
    try {
      const json = wasm.UTF8ToString(result);
      if (!json.startsWith("{")) throw new SyntaxRefusal(json);
      return (JSON.parse(json) as { tokens: Token[] }).tokens;
    } finally {
      wasm._wasm_free_string(result);
    }
  });
  return tokens.filter(({ tokenName }) => !tokenName.endsWith("_COMMENT"));
}

async function guarded<T>(sql: string, work: (wasm: Instance, text: number) => T): Promise<T> {
  const wasm = await load();
  try {
    return withText(wasm, sql, work);
  } catch (error) {
    if (error instanceof SyntaxRefusal) throw error;
    instance = undefined;
    throw new TooDeep("The statement is nested too deeply", { cause: error });
  } finally {
    // its memory never shrinks: one text of 4 MB would cost the process 800 MB for good
    if (wasm.HEAPU8.length > SPACIOUS) instance = undefined;
  }
}

function withText<T>(wasm: Instance, sql: string, work: (wasm: Instance, text: number) => T): T {
  const bytes = wasm.lengthBytesUTF8(sql) + 1;
  const text = wasm._malloc(bytes);
  if (text === 0) throw new RangeError("out of memory");
  wasm.stringToUTF8(sql, text, bytes);
  try {
    return work(wasm, text);
  } finally {
    wasm._free(text);
  }
}

/** Reads struct PgQueryError: message, function, file, line, cursor position (from 1, 0 when there is none). */
function refusal(wasm: Instance, error: number): SyntaxRefusal {
  const message = wasm.UTF8ToString(wasm.getValue(error, "i32"));
  const cursor = wasm.getValue(error + 16, "i32");
  return new SyntaxRefusal(message, cursor > 0 ? cursor - 1 : undefined);
}
