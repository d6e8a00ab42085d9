import {
  type Node,
  type ParseError,
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { Value } from "../client.ts";
import type { Format, Found, Inserted } from "./document.ts";
import { type Insertion, insert, lineEnd } from "./insertion.ts";
import { withoutMember } from "./jsonc-remove.ts";

const BOM = "\uFEFF";
/** jsonc-parser's SyntaxKind, which its types declare as a const enum. */
const [LINE_COMMENT, BLOCK_COMMENT, LINE_BREAK, TRIVIA, END] = [12, 13, 14, 15, 17];
/** Nothing, or an object in which not even a comment is. */
const EMPTY = /^(?:\{\s*\})?$/;
const options = { allowTrailingComma: true, allowEmptyContent: true } as const;

/** JSON, with or without comments and trailing commas. */
export const jsonc: Format = {
  find(text, path): Found {
    const errors: ParseError[] = [];
    const root = parseTree(bare(text), errors, options);
    const [error] = errors;
    if (error !== undefined)
      return malformed(text, error.offset, words(printParseErrorCode(error.error)));
    if (root === undefined) return { kind: "absent" };
    let node: Node | undefined = root;
    for (const key of path) {
      if (node.type !== "object") return malformed(text, node.offset, "it is no object");
      const named: Node[] = propertiesOf(node).filter((property) => keyOf(property) === key);
      // programs take the last of two equal names, others the first
      if (named.length > 1) return malformed(text, node.offset, `"${key}" stands there twice`);
      node = named[0]?.children?.[1];
      if (node === undefined) return { kind: "absent" };
    }
    return { kind: "value", value: getNodeValue(node) };
  },

  insert(text, path, value): Inserted {
    const shift = text.length - bare(text).length;
    const root = parseTree(bare(text), [], options);
    const eol = lineEnd(text);
    const unit = indentOf(bare(text), root);
    if (root === undefined) {
      const all = nest(path, value);
      // behind a comment in the last line it would be part of that
      const gap = bare(text).trim() === "" || text.endsWith("\n") ? "" : eol;
      const added = `${gap}${print(all, "", unit, eol)}${eol}`;
      return { ...insert(text, [{ at: text.length, text: added }]), made: path.length - 1 };
    }
    // as deep as objects are there
    let depth = path.length - 1;
    let parent = findNodeAtLocation(root, path.slice(0, depth));
    while (parent === undefined && depth > 0)
      parent = findNodeAtLocation(root, path.slice(0, --depth));
    const [key = "", ...rest] = path.slice(depth);
    const places = member(bare(text), parent ?? root, key, nest(rest, value), unit, eol);
    const moved = places.map(({ at, text: added }) => ({ at: at + shift, text: added }));
    return { ...insert(text, moved), made: path.length - 1 - depth };
  },

  remove(text, path, made): string {
    const mark = text.startsWith(BOM) ? BOM : "";
    let result = bare(text);
    for (let depth = path.length; depth >= path.length - made && depth > 0; depth--) {
      const root = parseTree(result, [], options);
      const node = root && findNodeAtLocation(root, path.slice(0, depth));
      if (node?.parent === undefined) break;
      // what was made on the way stays when more is in it now, and be it a comment
      const inner = result.slice(node.offset, node.offset + node.length);
      if (depth < path.length && !EMPTY.test(inner)) break;
      result = withoutMember(result, node.parent);
    }
    return mark + result;
  },

  isEmpty: (text) => EMPTY.test(bare(text).trim()),
};

const bare = (text: string): string => (text.startsWith(BOM) ? text.slice(1) : text);
const propertiesOf = (node: Node): Node[] =>
  (node.children ?? []).filter(({ type }) => type === "property");
const keyOf = (property: Node): unknown => property.children?.[0]?.value;
const words = (code: string): string => code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

const nest = (path: readonly string[], value: Value): Value =>
  path.reduceRight<Value>((inner, key) => ({ [key]: inner }), value);

function malformed(text: string, offset: number, why: string): Found {
  const before = bare(text).slice(0, offset).split("\n");
  return {
    kind: "malformed",
    why: `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}: ${why}`,
  };
}

/** What one step inward is in this file: that of its first member that begins a line. */
function indentOf(text: string, root: Node | undefined): string {
  const [first] = root === undefined ? [] : propertiesOf(root);
  const own = first === undefined ? "" : lineIndent(text, first.offset);
  return own === undefined || own === "" ? "  " : own;
}

/** The white space before an offset, when nothing else stands before it in its line. */
function lineIndent(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) ? line : undefined;
}

function print(value: Value, indent: string, unit: string, eol: string): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", `${eol}${indent}`);
}

/** A new last member of an object, as what has to be put in where. */
function member(
  text: string,
  object: Node,
  key: string,
  value: Value,
  unit: string,
  eol: string,
): Insertion[] {
  const last = propertiesOf(object).at(-1);
  const close = object.offset + object.length - 1;
  if (last === undefined) return firstMember(text, object, key, value, unit, eol);
  const end = last.offset + last.length;
  const indent = lineIndent(text, last.offset);
  // an object in one line stays in one
  const added =
    indent === undefined
      ? ` ${JSON.stringify(key)}: ${JSON.stringify(value)}`
      : `${eol}${indent}${JSON.stringify(key)}: ${print(value, indent, unit, eol)}`;
  const { comma, after } = whatFollows(text, end, close);
  // what is said about the last member in its line goes on being said about it
  return [
    ...(comma === undefined ? [{ at: end, text: "," }] : []),
    { at: indent === undefined ? (comma ?? end) : after, text: added },
  ];
}

function firstMember(
  text: string,
  object: Node,
  key: string,
  value: Value,
  unit: string,
  eol: string,
): Insertion[] {
  const close = object.offset + object.length - 1;
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", object.offset) + 1))?.[0] ?? "";
  const indent = outer + unit;
  const inside = text.slice(object.offset + 1, close);
  const at = object.offset + 1 + inside.trimEnd().length;
  const breaks = /\n/.test(text.slice(at, close)) ? "" : `${eol}${outer}`;
  const added = `${eol}${indent}${JSON.stringify(key)}: ${print(value, indent, unit, eol)}${breaks}`;
  return [{ at, text: added }];
}

/** What stands behind the last member: the end of a trailing comma, and that of what belongs to its line. */
function whatFollows(
  text: string,
  from: number,
  close: number,
): { comma: number | undefined; after: number } {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  let comma: number | undefined;
  let [after, isNewLine] = [from, false];
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (start >= close) break;
    if (token === LINE_BREAK) isNewLine = true;
    else if (token === LINE_COMMENT || token === BLOCK_COMMENT) after = isNewLine ? after : end;
    else if (token !== TRIVIA) [comma, after, isNewLine] = [end, end, false];
  }
  return { comma, after };
}
