import { endOfQuoted } from "./readable.ts";

/** The keys behind `USING method`, each as `pg_get_indexdef` prints it with operator class and order; also of `EXCLUDE USING`. */
export function indexKeys(definition: string): string[] {
  const begin = definition.indexOf("(", using(definition)) + 1;
  const keys: string[] = [];
  let [depth, from] = [0, begin];
  for (let at = begin; at < definition.length; at++) {
    const character = definition[at];
    if (character === "'" || character === '"') at = endOfQuoted(definition, at);
    else if (character === "(" || character === "[") depth++;
    else if ((character === ")" || character === "]") && depth > 0) depth--;
    else if (depth === 0 && (character === "," || character === ")")) {
      keys.push(definition.slice(from, at).trim());
      from = at + 1;
      if (character === ")") break;
    }
  }
  return keys;
}

/** Where `USING` stands outside of quotes: names may hold the word too. */
function using(definition: string): number {
  for (let at = 0; at < definition.length; at++) {
    if (definition[at] === '"') at = endOfQuoted(definition, at);
    else if (definition.startsWith("USING ", at)) return at;
  }
  return 0;
}
