/** A part of a script up to a semicolon, a psql command, or rows of COPY. */
export interface Chunk {
  readonly kind: "sql" | "psql" | "rows";
  readonly start: number;
  readonly end: number;
}

/** Tokens in which a semicolon or a backslash means nothing. */
const TOKENS =
  /\s+|--[^\n]*|(?<![\w$\u0080-\uffff])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[\s\S]/y;

const COPY = /^copy\b[\s\S]*\bfrom\s+stdin\b/i;
const END_OF_ROWS = /^\\\.\r?$/m;

/**
 * Divides a script as psql does: at semicolons outside quotes, comments, brackets and bodies of BEGIN ATOMIC. For scripts that the
 * parser of Postgres refuses as a whole.
 */
export function chunksOf(sql: string): Chunk[] {
  const chunks: Chunk[] = [];
  let [at, start, depth, blocks] = [0, -1, 0, 0];
  let words: string[] = [];
  const close = (end: number): void => {
    if (start >= 0) chunks.push({ kind: "sql", start, end });
    [start, depth, blocks, words] = [-1, 0, 0, []];
  };
  while (at < sql.length) {
    const token = tokenAt(sql, at);
    const end = at + token.length;
    if (token === "\\" && depth === 0) {
      const line = lineEnd(sql, at);
      close(at);
      chunks.push({ kind: "psql", start: at, end: line });
      at = line;
      continue;
    }
    if (!isBlank(token) && start < 0) start = at;
    if (token === "(") depth++;
    if (token === ")") depth = Math.max(0, depth - 1);
    if (/^[A-Za-z_]/.test(token)) blocks = nesting(words, token.toLowerCase(), blocks);
    at = end;
    if (token !== ";" || depth > 0 || blocks > 0) continue;
    const copies = COPY.test(sql.slice(start, end));
    close(end);
    if (copies) at = passRows(sql, end, chunks);
  }
  close(sql.length);
  return chunks;
}

/** Where white space and comments end that begin at the offset. */
export function blankEnd(sql: string, at: number): number {
  let end = at;
  for (let token = tokenAt(sql, end); isBlank(token); token = tokenAt(sql, end))
    end += token.length;
  return end;
}

const isBlank = (token: string): boolean => /^(?:\s|--|\/\*)/.test(token);

function tokenAt(sql: string, at: number): string {
  if (sql.startsWith("/*", at)) return sql.slice(at, commentEnd(sql, at));
  TOKENS.lastIndex = at;
  const token = TOKENS.exec(sql)?.[0] ?? sql.charAt(at);
  if (!/^\$.*\$$/.test(token) || token.length < 2) return token;
  const close = sql.indexOf(token, at + token.length);
  return sql.slice(at, close < 0 ? sql.length : close + token.length);
}

/** Comments nest. */
function commentEnd(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

/** As psql counts BEGIN, CASE and END of a routine's body that is written in SQL. */
function nesting(words: string[], word: string, blocks: number): number {
  if (words.length < 4) words.push(word);
  const create = /^create (?:or replace )?(?:function|procedure)\b/.test(words.join(" "));
  if (!create) return 0;
  if (word === "begin") return blocks + 1;
  if (word === "case" && blocks > 0) return blocks + 1;
  return word === "end" && blocks > 0 ? blocks - 1 : blocks;
}

function passRows(sql: string, from: number, chunks: Chunk[]): number {
  const start = Math.min(lineEnd(sql, from) + 1, sql.length);
  const found = END_OF_ROWS.exec(sql.slice(start));
  const end = found === null ? sql.length : start + found.index + found[0].length;
  chunks.push({ kind: "rows", start, end });
  return end;
}

function lineEnd(sql: string, at: number): number {
  const end = sql.indexOf("\n", at);
  return end < 0 ? sql.length : end;
}
