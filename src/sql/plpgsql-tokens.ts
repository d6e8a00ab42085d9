import { parseRaw, scanTokens, SyntaxRefusal, type Token } from "./library.ts";
import { asNode, listOf } from "./walk.ts";

/** Words that PL/pgSQL puts before an opening bracket; what else stands there is called, or is a type or a column list. */
const STATEMENT_WORDS = new Set(
  (
    "assert by call case cast close cursor default elseif elsif execute exit for foreach if in into loop next not " +
    "open or and any all array as between distinct except exists filter from group grouping having intersect is like " +
    "ilike limit offset on over partition perform query raise return returning row select similar slice some then " +
    "union using values when where while with within else end begin declare constant order window lateral only"
  ).split(" "),
);

/** The body of a CREATE FUNCTION, CREATE PROCEDURE or DO statement, in tokens. */
export async function bodyTokens(definition: string): Promise<readonly Token[]> {
  const [statement] = await parseRaw(definition);
  const create = asNode(statement?.stmt, "CreateFunctionStmt");
  const options = listOf(
    (create ?? asNode(statement?.stmt, "DoStmt"))?.[create ? "options" : "args"],
  );
  const body = options
    .map((option) => asNode(option, "DefElem"))
    .find((option) => option?.["defname"] === "as")?.["arg"];
  const [text] = [...listOf(asNode(body, "List")?.["items"]), body].map(
    (part) => asNode(part, "String")?.["sval"],
  );
  if (typeof text !== "string") throw new SyntaxRefusal("the function has no body of text");
  const bytes = Buffer.from(text);
  const tokens = await scanTokens(text);
  return tokens.map((token) => ({
    ...token,
    text: bytes.toString("utf8", token.start, token.end),
  }));
}

/**
 * The defaults of declared variables of these names. libpg-query leaves out the default of a variable of a type that it
 * does not know.
 */
export function declaredDefaults(tokens: readonly Token[], names: ReadonlySet<string>): string[] {
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1]?.text.toLowerCase();
    if (!names.has(plainName(token.text)) || (before !== "declare" && before !== ";")) return [];
    const end = tokens.findIndex((other, i) => i > at && other.text === ";");
    const declaration = tokens.slice(at, end === -1 ? undefined : end);
    const mark = declaration.findIndex(({ text }) => /^(:=|=|default)$/i.test(text));
    return mark === -1
      ? []
      : [
          declaration
            .slice(mark + 1)
            .map(({ text }) => text)
            .join(" "),
        ];
  });
}

/** Names before an opening bracket that none of the texts holds: something in the body was not understood. */
export function overlooked(
  tokens: readonly Token[],
  texts: readonly string[],
  declared: ReadonlySet<string>,
): string[] {
  const understood = new Set(
    Array.from(
      texts
        .join("\n")
        .toLowerCase()
        .matchAll(/([\w\u0080-\uffff$]+)"?\s*\(/g),
      ([, name]) => name,
    ),
  );
  return tokens.flatMap(({ text }, at) => {
    const name = plainName(text);
    const called =
      tokens[at + 1]?.text === "(" && /^[\w"\u0080-\uffff]/.test(text) && !/^\d/.test(text);
    const known =
      STATEMENT_WORDS.has(name) ||
      declared.has(name) ||
      understood.has(name.split(/[^\w\u0080-\uffff$]/).at(-1) || name);
    return called && !known ? [text] : [];
  });
}

/** The identifier that a token names. */
function plainName(token: string): string {
  return token.startsWith('"')
    ? token.slice(1, -1).replaceAll('""', '"').toLowerCase()
    : token.toLowerCase();
}
