import { tagOfField } from "./fields.ts";

/** The fields of a node, whatever its tag. */
export type Fields = Readonly<Record<string, unknown>>;

/** Called for every node before its children. Return false to pass over the children. */
export type Visit = (tag: string, fields: Fields) => boolean | void;

/** A node of whose type the grammar says nothing that this code knows. */
export const UNKNOWN = "Unknown";

/**
 * Visits every node of a parse tree, parents before children, tagged (`{ FuncCall: {...} }`) or not (`withClause: {...}`).
 * It uses no recursion: trees of long chains are thousands of levels deep.
 */
export function walk(root: unknown, visit: Visit): void {
  const stack: (readonly [tag: string, value: unknown])[] = [[UNKNOWN, root]];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [expected, value] = top;
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) stack.push([expected, value[i]]);
    } else if (isFields(value) && Object.keys(value).length > 0) {
      const [tag, fields] = tagged(value) ?? [expected, value];
      if (visit(tag, fields) === false) continue;
      const names = Object.keys(fields);
      for (let i = names.length - 1; i >= 0; i--) {
        const name = names[i] ?? "";
        const child = fields[name];
        if (typeof child === "object") stack.push([tagOfField(tag, name) ?? UNKNOWN, child]);
      }
    }
  }
}

/** Splits `{ FuncCall: {...} }` into its tag and fields; undefined for a node without a tag. */
export function tagged(value: unknown): [tag: string, fields: Fields] | undefined {
  if (!isFields(value)) return undefined;
  const keys = Object.keys(value);
  const [tag = ""] = keys;
  const fields = value[tag];
  return keys.length === 1 && /^[A-Z]/.test(tag) && isFields(fields) ? [tag, fields] : undefined;
}

/** The fields of a node when it has this tag. */
export function asNode(value: unknown, tag: string): Fields | undefined {
  const found = tagged(value);
  return found?.[0] === tag ? found[1] : undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A scalar field as text; empty when it is absent, as libpg-query leaves out empty strings, zeros and false. */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** The elements of a field that holds a list; none when the field is absent. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The parts of a dotted name: a list of String nodes. */
export function nameParts(value: unknown): string[] {
  return listOf(value).flatMap((part) => {
    const text = asNode(part, "String")?.["sval"];
    return typeof text === "string" ? [text] : [];
  });
}
