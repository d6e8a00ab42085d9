import type { PyToken } from "./tokens.ts";

/** An expression of Python, as far as it is made of literals, names and calls. */
export type Py =
  | {
      readonly kind: "text";
      readonly value: string;
      readonly line: number;
      readonly exact: boolean;
    }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "name"; readonly name: string }
  | PyCall
  | { readonly kind: "list"; readonly items: readonly Py[] }
  | { readonly kind: "other" };

export interface PyCall {
  readonly kind: "call";
  /** Dotted; a call in the middle is `()`: `op.get_context().autocommit_block`. */
  readonly name: string;
  readonly args: readonly Py[];
  readonly named: ReadonlyMap<string, Py>;
  readonly line: number;
}

export type Constants = ReadonlyMap<string, Py>;

const other: Py = { kind: "other" };

/** Reads an expression; what it does not understand makes the whole of it `other`. Names of constants become what they stand for. */
export function readExpression(tokens: readonly PyToken[], constants: Constants): Py {
  const reader = new Reader(tokens, constants);
  const value = reader.sum();
  return reader.done ? value : other;
}

class Reader {
  readonly #tokens: readonly PyToken[];
  readonly #constants: Constants;
  #at = 0;

  constructor(tokens: readonly PyToken[], constants: Constants) {
    this.#tokens = tokens;
    this.#constants = constants;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  sum(): Py {
    let left = this.#postfix();
    while (this.#take("+")) {
      const right = this.#postfix();
      left =
        left.kind === "text" && right.kind === "text"
          ? { ...left, value: left.value + right.value, exact: false }
          : other;
    }
    return left;
  }

  #postfix(): Py {
    let value = this.#primary();
    for (;;) {
      if (this.#take(".")) {
        const name = this.#tokens[this.#at++]?.text ?? "";
        const before = dotted(value);
        value = before === undefined ? other : { kind: "name", name: `${before}.${name}` };
      } else if (this.#peek("(")) {
        const line = this.#tokens[this.#at]?.line ?? 0;
        const { args, named } = this.#arguments();
        const name = dotted(value);
        value = name === undefined ? other : { kind: "call", name, args, named, line };
      } else if (this.#peek("[")) {
        this.#list("[", "]");
        value = other;
      } else {
        return value.kind === "name" ? (this.#constants.get(value.name) ?? value) : value;
      }
    }
  }

  #primary(): Py {
    const token = this.#tokens[this.#at];
    if (token === undefined) return other;
    if (token.kind === "string") return this.#strings();
    if (token.text === "(" || token.text === "[") return this.#bracket(token.text);
    this.#at++;
    if (token.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token.text === "-" && this.#tokens[this.#at]?.kind === "number")
      return { kind: "number", value: -Number(this.#tokens[this.#at++]?.text) };
    if (token.kind !== "name") return other;
    if (token.text === "True" || token.text === "False")
      return { kind: "boolean", value: token.text === "True" };
    return token.text === "None" ? { kind: "none" } : { kind: "name", name: token.text };
  }

  /** Strings beside each other are one. */
  #strings(): Py {
    const parts: PyToken[] = [];
    for (
      let token = this.#tokens[this.#at];
      token?.kind === "string";
      token = this.#tokens[++this.#at]
    )
      parts.push(token);
    const values = parts.map(({ value }) => value);
    if (values.includes(undefined)) return other;
    return {
      kind: "text",
      value: values.join(""),
      line: parts[0]?.line ?? 0,
      exact: parts.length === 1,
    };
  }

  #bracket(open: string): Py {
    const { items, commas } = this.#list(open, open === "(" ? ")" : "]");
    const [only] = items;
    return open === "(" && items.length === 1 && commas === 0 && only !== undefined
      ? only
      : { kind: "list", items };
  }

  #list(open: string, close: string): { items: Py[]; commas: number } {
    this.#take(open);
    const items: Py[] = [];
    let commas = 0;
    while (!this.done && !this.#peek(close)) {
      items.push(this.sum());
      if (this.#take(",")) commas++;
      else if (!this.#peek(close)) items.push(this.#passTo([",", close]));
    }
    this.#take(close);
    return { items, commas };
  }

  #arguments(): { args: Py[]; named: Map<string, Py> } {
    this.#take("(");
    const args: Py[] = [];
    const named = new Map<string, Py>();
    while (!this.done && !this.#peek(")")) {
      const [name, equals] = this.#tokens.slice(this.#at, this.#at + 2);
      const isNamed = name?.kind === "name" && equals?.text === "=";
      if (isNamed) this.#at += 2;
      let value = this.sum();
      if (!this.#peek(",") && !this.#peek(")")) value = this.#passTo([",", ")"]);
      this.#take(",");
      if (isNamed) named.set(name.text, value);
      else args.push(value);
    }
    this.#take(")");
    return { args, named };
  }

  /** Passes over what is not understood, up to one of these outside of brackets. */
  #passTo(ends: readonly string[]): Py {
    let depth = 0;
    while (!this.done) {
      const text = this.#tokens[this.#at]?.text ?? "";
      if (depth === 0 && ends.includes(text)) break;
      if (/^[([{]$/.test(text)) depth++;
      if (/^[)\]}]$/.test(text)) depth--;
      this.#at++;
    }
    return other;
  }

  #peek(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "operator" && token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at++;
    return true;
  }
}

function dotted(value: Py): string | undefined {
  if (value.kind === "name") return value.name;
  return value.kind === "call" ? `${value.name}()` : undefined;
}
