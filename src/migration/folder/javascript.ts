import type { Piece, Shape, Unread } from "./set.ts";

export interface Calls {
  readonly pieces: readonly Piece[];
  readonly unread: readonly Unread[];
}

const CALL = /\bpgm\s*\.\s*(\w+)\s*\(/g;
/** One string, or one template without anything put into it. */
const LITERAL =
  /^\s*(?:"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|`((?:[^`\\$]|\\[\s\S]|\$(?!\{))*)`)\s*[,)]/;

/** What `pgm` is asked to do in a script: `sql` of literals is SQL, and everything else is named as not read. */
export function literalCalls(text: string): Calls {
  const shape: Shape = /\bpgm\s*\.\s*noTransaction\s*\(/.test(text) ? "batch" : "transaction";
  const pieces: Piece[] = [];
  const unread: Unread[] = [];
  for (const { 0: call, 1: name = "", index } of text.matchAll(CALL)) {
    if (name === "noTransaction") continue;
    const rest = text.slice(index + call.length);
    const found = name === "sql" ? LITERAL.exec(rest) : null;
    const literal = found?.[1] ?? found?.[2] ?? found?.[3];
    if (literal === undefined) {
      unread.push({ line: lineAt(text, index), what: `pgm.${name}(...)` });
      continue;
    }
    const lead = /^\s*/.exec(rest)?.[0].length ?? 0;
    const line = lineAt(text, index + call.length + lead);
    pieces.push({ sql: unescape(literal), line, shape });
  }
  return { pieces, unread };
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\n": "" };

const unescape = (literal: string): string =>
  literal.replaceAll(/\\([\s\S])/g, (_, character: string) => ESCAPES[character] ?? character);
