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
  const call = /^(.*)\((.*)\)$/s.exec(text);
  const plain = [...named(text, null)];
  return call === null ? plain : [...plain, ...named(call[1] ?? "", call[2] ?? "")];
}

function named(text: string, args: string | null): Reading[] {
  const printed = printedParts(text);
  const dots = Array.from(text.matchAll(/\./g), ({ index }) => index);
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
