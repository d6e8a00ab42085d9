/**
 * An expression as Postgres prints it, with fewer brackets: those around the arguments of functions and around columns that are cast are
 * not needed. Alembic compares the text of indexes with one that has them no more.
 */
export function readable(sql: string): string {
  const casts = sql.replaceAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w"])\(([a-z_][a-z0-9_]*)\)(?=::)/g,
    (whole, column: string | undefined) => column ?? whole,
  );
  const dropped = new Set<number>();
  const open: { readonly at: number; commas: number }[] = [];
  for (let at = 0; at < casts.length; at++) {
    const character = casts[at];
    const inside = open.at(-1);
    if (character === "'" || character === '"') at = endOfQuoted(casts, at);
    else if (character === "(" || character === "[") open.push({ at, commas: 0 });
    else if (character === "," && inside !== undefined) inside.commas++;
    else if (character === ")" || character === "]") {
      const begin = open.pop();
      if (begin === undefined || character === "]" || begin.commas > 0) continue;
      const [before, after] = [casts.slice(0, begin.at).trimEnd().at(-1), casts[at + 1]];
      const isArgument = (before === "(" || before === ",") && (after === ")" || after === ",");
      if (!isArgument || /^\(SELECT\b/i.test(casts.slice(begin.at))) continue;
      dropped.add(begin.at).add(at);
    }
  }
  return [...casts.matchAll(/[\s\S]/g)].filter(({ index }) => !dropped.has(index)).join("");
}

/** The same of a condition, which needs no brackets around the whole. */
export function readableCondition(sql: string): string {
  const inner = readable(`f(${sql})`);
  return inner.slice(2, -1);
}

/** The closing quote; a doubled one is none. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== quote) continue;
    if (text[at + 1] !== quote) return at;
    at++;
  }
  return text.length;
}
