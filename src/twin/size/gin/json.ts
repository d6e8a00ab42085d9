import type { Extracted } from "./sampled.ts";

/** Text with a header of one byte and a flag; longer ones are hashed. */
const LONGEST = 125;
const HASH_BYTES = 4;

type Leaf = (path: string, text: string, isKey: boolean) => void;

/** As `gin_extract_jsonb`: keys and values, each once a document, wherever they are. */
export function jsonKeys(value: string): readonly Extracted[] {
  const found = new Map<string, Extracted>();
  walk(value, (path, text, isKey) => {
    const key = `${isKey ? "key" : "value"} ${text}`;
    const bytes = 2 + Math.min(Buffer.byteLength(text), LONGEST);
    const number = isKey ? undefined : wholeNumber(text);
    found.set(key, { key, bytes, group: path, length: text.length, number });
  });
  return [...found.values()];
}

/** As `gin_extract_jsonb_path`: a hash of each value with the keys that lead to it. */
export function jsonPaths(value: string): readonly Extracted[] {
  const found = new Map<string, Extracted>();
  walk(value, (path, text, isKey) => {
    const key = `${path} ${text}`;
    const number = wholeNumber(text);
    if (!isKey)
      found.set(key, { key, bytes: HASH_BYTES, group: path, length: text.length, number });
  });
  return [...found.values()];
}

function walk(document: string, leaf: Leaf): void {
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const one of value) {
        // A text in an array counts as a key, so that `?` finds it.
        if (typeof one === "string") leaf(path, one, false);
        else visit(one, path);
      }
    } else if (typeof value === "object" && value !== null)
      for (const [name, one] of Object.entries(value)) {
        leaf("keys", name, true);
        visit(one, `${path}/${name}`);
      }
    else leaf(path, String(value), false);
  };
  visit(JSON.parse(document), "");
}

const wholeNumber = (text: string): number | undefined =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
