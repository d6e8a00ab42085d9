const irregular: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  men: "man",
  women: "woman",
  data: "data",
  media: "media",
  news: "news",
  series: "series",
  species: "species",
  indices: "index",
  matrices: "matrix",
  vertices: "vertex",
  criteria: "criterion",
  analyses: "analysis",
  bases: "base",
  cases: "case",
  databases: "database",
  leases: "lease",
  phases: "phase",
  purchases: "purchase",
  releases: "release",
  expenses: "expense",
  licenses: "license",
  responses: "response",
  courses: "course",
  houses: "house",
  warehouses: "warehouse",
  caches: "cache",
  movies: "movie",
  cookies: "cookie",
  aliases: "alias",
  uses: "use",
};

/** The words of a name in ASCII letters and digits, in lower case: `OrderItems`, `order_items` and `"Order Items"` have the same. */
export function wordsOf(name: string): string[] {
  return ascii(name)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}

/** Letters lose their marks; what is no letter of Latin stands as its code point. */
function ascii(name: string): string {
  const plain = name
    .replaceAll("ß", "ss")
    .replaceAll(/[æÆ]/g, "ae")
    .replaceAll(/[øØ]/g, "o")
    .normalize("NFKD");
  return plain.replaceAll(/\p{M}/gu, "").replaceAll(/[^\p{ASCII}]/gu, (character) => {
    const letter = /[\p{L}\p{N}]/u.test(character);
    return letter ? ` u${character.codePointAt(0)?.toString(16) ?? ""} ` : " ";
  });
}

/** `order`, `items` is `OrderItems`. */
export function pascalCase(words: readonly string[]): string {
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
}

/** `order`, `items` is `orderItems`. */
export function camelCase(words: readonly string[]): string {
  return `${words[0] ?? ""}${pascalCase(words.slice(1))}`;
}

/** The last word in the singular. */
export function singular(words: readonly string[]): string[] {
  return [...words.slice(0, -1), ...words.slice(-1).map(singularWord)];
}

/** The last word in the plural, which it may be in already. */
export function plural(words: readonly string[]): string[] {
  return [...words.slice(0, -1), ...words.slice(-1).map((word) => pluralWord(singularWord(word)))];
}

function singularWord(word: string): string {
  const known = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (known !== undefined) return known;
  if (/(ss|us|is|ous)$/.test(word) || word.length < 3) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith("zzes")) return word.slice(0, -3);
  if (/(s|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

function pluralWord(word: string): string {
  const known = Object.entries(irregular).find(([, one]) => one === word);
  if (known !== undefined) return known[0];
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/[aeiou]z$/.test(word)) return `${word}zes`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
