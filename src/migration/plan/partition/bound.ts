import { scanTokens } from "../../../sql/library.ts";

/**
 * The condition that a partition's rows fulfil, in the form in which Postgres derives it itself: only then does it see that a CHECK
 * proves it. Undefined for what is not told by the columns alone (HASH), and for DEFAULT.
 *
 * `partitionKey` is `RANGE (a, lower(b))`, `bound` is `FOR VALUES FROM (1) TO (MAXVALUE)`.
 */
export async function boundCondition(
  partitionKey: string,
  bound: string,
): Promise<string | undefined> {
  const [, strategy = "", inner = ""] = /^(\w+) \((.*)\)$/s.exec(partitionKey) ?? [];
  const keys = (await listed(inner)).map(bareKey);
  if (strategy === "RANGE") {
    const [, from = "", to = ""] = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/s.exec(bound) ?? [];
    return range(keys, await listed(from), await listed(to));
  }
  const [, values] = /^FOR VALUES IN \((.*)\)$/s.exec(bound) ?? [];
  const [key] = keys;
  if (strategy !== "LIST" || values === undefined || key === undefined) return undefined;
  return oneOf(key, await listed(values));
}

/** Without collation and operator class. */
const bareKey = (key: string): string =>
  key.replace(/ COLLATE .*$/s, "").replace(/^("(?:[^"]|"")*"|\w+) .*$/s, "$1");

function oneOf(key: string, values: readonly string[]): string {
  const given = values.filter((value) => value !== "NULL");
  const equal = given.length === 0 ? [] : [`${key} = ANY (ARRAY[${given.join(", ")}])`];
  if (given.length < values.length) return [`${key} IS NULL`, ...equal].join(" OR ");
  return [`${key} IS NOT NULL`, given.length === 1 ? `${key} = ${given[0] ?? ""}` : equal[0]].join(
    " AND ",
  );
}

const isOpen = (value: string | undefined): boolean => value === "MINVALUE" || value === "MAXVALUE";

function range(keys: readonly string[], from: readonly string[], to: readonly string[]): string {
  const all = [
    ...keys.map((key) => `(${key} IS NOT NULL)`),
    ...side(keys, from, ">", ">="),
    ...side(keys, to, "<", "<"),
  ];
  return all.join(" AND ");
}

/** `(a > 1) OR ((a = 1) AND (b >= 2))`; nothing where the first bound is open. */
function side(
  keys: readonly string[],
  bounds: readonly string[],
  strict: string,
  last: string,
): string[] {
  const alternatives: string[] = [];
  for (const [at, key] of keys.entries()) {
    const bound = bounds[at] ?? "";
    if (isOpen(bound)) break;
    const end = at === keys.length - 1 || isOpen(bounds[at + 1]);
    const operator =
      at === keys.length - 1
        ? last
        : end && bounds[at + 1] === (strict === ">" ? "MINVALUE" : "MAXVALUE")
          ? `${strict}=`
          : strict;
    const before = keys.slice(0, at).map((other, index) => `(${other} = ${bounds[index] ?? ""})`);
    alternatives.push(`(${[...before, `(${key} ${operator} ${bound})`].join(" AND ")})`);
    if (end) break;
  }
  if (alternatives.length === 0) return [];
  return [alternatives.length === 1 ? (alternatives[0] ?? "") : `(${alternatives.join(" OR ")})`];
}

/** The elements between the commas that no bracket holds. */
async function listed(text: string): Promise<string[]> {
  if (text.trim() === "") return [];
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  let [depth, begin] = [0, 0];
  for (const { text: token, start, end } of await scanTokens(text)) {
    if (token === "(" || token === "[") depth++;
    if (token === ")" || token === "]") depth--;
    if (token !== "," || depth > 0) continue;
    parts.push(bytes.subarray(begin, start).toString().trim());
    begin = end;
  }
  return [...parts, bytes.subarray(begin).toString().trim()];
}
