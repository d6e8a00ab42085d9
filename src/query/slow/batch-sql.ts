import { scanTokens, type Token } from "../../sql/library.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Link } from "./link.ts";
import type { Suspect } from "./n-plus-one.ts";

/**
 * The lookup for all keys at once, from its own text: `= any($n)`; where each key has its own LIMIT or aggregate, once for each key
 * inside one statement. Undefined where a literal stands in place of the key.
 */
export async function batchSql({ child, lookup, link }: Suspect): Promise<string | undefined> {
  const { parameter } = lookup;
  if (parameter === undefined || child.shape === undefined) return undefined;
  const tokens = await scanTokens(child.sql);
  const at = tokens.findIndex(({ text }) => text === `$${parameter}`);
  const again = tokens.findLastIndex(({ text }) => text === `$${parameter}`);
  if (at === -1 || again !== at) return undefined;
  const limit = tokens.find(({ text }) => /^(?:limit|offset|fetch)$/i.test(text));
  const { aggregates, limited } = child.shape;
  if (aggregates || (limited && link.kind === "many"))
    return forEachKey(child.sql, tokens[at], parameter, link);
  const slices = new Slices(child.sql);
  const [start, end, column] = comparison(tokens, at);
  if (column === undefined) return undefined;
  const array =
    castOf(tokens, at) === undefined ? `$${parameter}` : `$${parameter}::${typeOf(link)}[]`;
  const sql = `${slices.cut(0, start)}${slices.cut(...column)} = any(${array})${slices.cut(end, limit?.start)}`;
  return renumber(sql.trim());
}

/** Postgres wants to know the type of every parameter up to the highest, also of those that went with LIMIT. */
async function renumber(sql: string): Promise<string> {
  const slices = new Slices(sql);
  const numbers = new Map<string, number>();
  let [written, from] = ["", 0];
  for (const { text, tokenName, start, end } of await scanTokens(sql)) {
    if (tokenName !== "PARAM") continue;
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    written += `${slices.cut(from, start)}$${number}`;
    from = end;
  }
  return written + slices.cut(from);
}

/** Locations of tokens are in bytes. */
class Slices {
  readonly #bytes: Buffer;

  constructor(sql: string) {
    this.#bytes = Buffer.from(sql);
  }

  cut(from: number, to?: number): string {
    return this.#bytes.toString("utf8", from, to);
  }
}

type Range = readonly [start: number, end: number];

function comparison(tokens: readonly Token[], at: number): [number, number, Range | undefined] {
  const value = tokens[at];
  const cast = castOf(tokens, at);
  const end = cast ?? at;
  if (value === undefined) return [0, 0, undefined];
  const before = tokens[at - 1];
  const after = tokens[end + 1];
  if (before?.text === "=") {
    let first = at - 2;
    while (tokens[first - 1]?.text === ".") first -= 2;
    return [tokens[first]?.start ?? 0, tokens[end]?.end ?? 0, range(tokens[first], tokens[at - 2])];
  }
  if (after?.text !== "=") return [0, 0, undefined];
  let last = end + 2;
  while (tokens[last + 1]?.text === ".") last += 2;
  return [value.start, tokens[last]?.end ?? 0, range(tokens[end + 2], tokens[last])];
}

const range = (first?: Token, last?: Token): Range | undefined =>
  first === undefined || last === undefined ? undefined : [first.start, last.end];

/** The last token of `$1::type`; only names of one word, which is what drivers write. */
function castOf(tokens: readonly Token[], at: number): number | undefined {
  return tokens[at + 1]?.text === "::" ? at + 2 : undefined;
}

function forEachKey(
  sql: string,
  key: Token | undefined,
  parameter: number,
  link: Link,
): string | undefined {
  if (key === undefined) return undefined;
  const slices = new Slices(sql);
  const inner = `${slices.cut(0, key.start)}k.key${slices.cut(key.end)}`;
  return `select k.key, found.* from unnest($${parameter}::${typeOf(link)}[]) as k(key) cross join lateral (${inner}) as found`;
}

function typeOf({ child, childColumn }: Link): string {
  return child.columns.find(({ name }) => name === childColumn)?.type ?? quoteIdentifier("text");
}
