import type { Value } from "../core/session.ts";
import { quotedEnd } from "./text.ts";

/**
 * Reads what an array type prints: `{1,NULL,"a,\"b\""}`, `{{1,2},{3,4}}`. Undefined for `[0:1]={1,2}`, whose bounds a list cannot hold.
 */
export function parseArray(
  text: string,
  delimiter: string,
  decode: (text: string) => Value,
): Value[] | undefined {
  if (!text.startsWith("{")) return undefined;
  return new ArrayReader(text, delimiter, decode).read();
}

class ArrayReader {
  readonly #text: string;
  readonly #delimiter: string;
  readonly #decode: (text: string) => Value;
  #at = 0;

  constructor(text: string, delimiter: string, decode: (text: string) => Value) {
    this.#text = text;
    this.#delimiter = delimiter;
    this.#decode = decode;
  }

  read(): Value[] {
    const items: Value[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === "}") {
        this.#at += 1;
        return items;
      }
      if (char === this.#delimiter) this.#at += 1;
      else if (char === "{") items.push(this.read());
      else if (char === '"') items.push(this.#decode(this.#quoted()));
      else items.push(this.#bare());
    }
    return items;
  }

  #bare(): Value {
    const start = this.#at;
    while (this.#text[this.#at] !== "}" && this.#text[this.#at] !== this.#delimiter) this.#at += 1;
    const item = this.#text.slice(start, this.#at);
    return item === "NULL" ? null : this.#decode(item);
  }

  #quoted(): string {
    const start = this.#at;
    this.#at = quotedEnd(this.#text, start);
    const inner = this.#text.slice(start + 1, this.#at - 1);
    return inner.replace(/\\(.)/gsu, "$1");
  }
}
