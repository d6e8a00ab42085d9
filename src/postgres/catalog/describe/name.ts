/** Bytes of a name, and more than its characters. */
const LONGEST = 63;

/** One reading of a name that a caller wrote. */
export interface Reading {
  /** Null is any schema. */
  readonly schema: string | null;
  readonly name: string;
  /** Of a function, as `pg_get_function_identity_arguments` prints them; null is every overload. */
  readonly arguments: string | null;
}

/**
 * What a caller's text may name, the likeliest first: the name as Postgres prints it (`"Odd Schema"."Odd Table"`), the
 * same without quotes where it has none (`Odd Schema.Odd Table`), the whole text as one name, and last in lower case,
 * as SQL would read it. A function may have its arguments behind it.
 */
export function readings(text: string): Reading[] {
  const plain = named(text, null);
  const bracket = text.endsWith(")") ? text.lastIndexOf("(") : -1;
  if (bracket === -1) return plain;
  return [...plain, ...named(text.slice(0, bracket), text.slice(bracket + 1, -1))];
}

function named(text: string, args: string | null): Reading[] {
  const printed = printedParts(text);
  // where a side is longer than any name there is nothing to find, however many dots there are
  const dots = Array.from(text.matchAll(/\./g), ({ index }) => index).filter(
    (at) => at <= LONGEST && text.length - at - 1 <= LONGEST,
  );
  const lower = text.toLowerCase();
  return [
    ...(printed === undefined ? [] : [reading(printed, args)]),
    ...dots.map((at) => reading([text.slice(0, at), text.slice(at + 1)], args)),
    reading([text], args),
    ...(lower === text ? [] : [reading(printedParts(lower) ?? [lower], args)]),
  ];
}

function reading(parts: readonly string[], args: string | null): Reading {
  const [first = "", second] = parts;
  return second === undefined
    ? { schema: null, name: first, arguments: args }
    : { schema: first, name: second, arguments: args };
}

/** One or two identifiers with a dot between, quoted or not; undefined when it is not of that form. */
function printedParts(text: string): string[] | undefined {
  const part = `("(?:[^"]|"")+"|[^".]+)`;
  const found = new RegExp(`^${part}(?:\\.${part})?$`, "s").exec(text);
  return found?.slice(1).flatMap((item) => (item === undefined ? [] : [unquoted(item)]));
}

/** The name that an identifier stands for; without quotes, it is taken as it is. */
export function unquoted(identifier: string): string {
  const quoted = /^"((?:[^"]|"")+)"$/s.exec(identifier);
  return quoted === null ? identifier : (quoted[1] ?? "").replaceAll('""', '"');
}
