import { clipped } from "../../core/clipped.ts";

/** What Postgres keeps of a name (NAMEDATALEN - 1). */
export const MAX_BYTES = 63;

/** A name as people write it for a class, in words or for a column, as it is stored: `OrderItem`, `order item` -> `order_item`. */
export function stored(name: string): string {
  return name
    .normalize("NFC")
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toLowerCase();
}

const IRREGULAR: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  men: "man",
  women: "woman",
  movies: "movie",
  cookies: "cookie",
  series: "series",
  species: "species",
  news: "news",
  caches: "cache",
  indices: "index",
  data: "data",
  media: "media",
};

/** Of English: `categories` -> `category`, `order_lines` -> `order_line`, `status` as it is. */
export function singular(name: string): string {
  const at = name.lastIndexOf("_") + 1;
  return `${name.slice(0, at)}${singularWord(name.slice(at))}`;
}

function singularWord(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz|us)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, "");
}

/** Shortened to what Postgres stores, whole characters; the end stays, because it says what it is: `..._fkey`. */
export function fitted(stem: string, suffix: string): string {
  return `${clipped(stem, MAX_BYTES - bytes(suffix))}${suffix}`;
}

export const bytes = (text: string): number => Buffer.byteLength(text, "utf8");
