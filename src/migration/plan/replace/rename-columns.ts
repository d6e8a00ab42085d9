import { parseRaw, scanTokens } from "../../../sql/library.ts";
import type { Token } from "../../../sql/library.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, walk } from "../../../sql/walk.ts";

/**
 * A definition as Postgres prints it (CREATE INDEX, CREATE STATISTICS, the clause of a constraint after `ALTER TABLE .. ADD`), with
 * other names for some columns of its table.
 */
export async function renameColumns(
  statement: string,
  names: ReadonlyMap<string, string>,
): Promise<string> {
  const printed = new Map(
    [...names].map(([from, to]) => [quoteIdentifier(from), quoteIdentifier(to)]),
  );
  const tokens = await scanTokens(statement);
  const referred = await references(statement);
  const listed = elements(tokens);
  const bytes = Buffer.from(statement);
  let [text, end] = ["", 0];
  for (const [at, token] of tokens.entries()) {
    const name = printed.get(token.text);
    if (name === undefined || !(referred.has(token.start) || listed.has(at))) continue;
    text += bytes.toString("utf8", end, token.start) + name;
    end = token.end;
  }
  return text + bytes.toString("utf8", end);
}

/** Where an expression names a column, in bytes. */
async function references(statement: string): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  walk(await parseRaw(statement), (tag, fields) => {
    const names = listOf(fields["fields"]);
    if (tag === "ColumnRef" && names.length === 1 && asNode(names[0], "String") !== undefined)
      found.add(Number(fields["location"] ?? 0));
  });
  return found;
}

/** Indexes of the tokens that are columns in a list of columns: those have no location in the parse tree. */
function elements(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  let [depth, list] = [0, -1];
  for (const [at, { text }] of tokens.entries()) {
    const before = tokens[at - 1]?.text ?? "";
    const next = tokens[at + 1]?.text ?? "";
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (opensList(tokens, at)) list = text === "(" ? 1 : 0;
    else if (depth < list || (depth === 0 && /^(where|from|with|references)$/i.test(text)))
      list = -1;
    const first = before === "," || before === "(" || (list === 0 && /^on$/i.test(before));
    if (depth === list && first && next !== "(" && next !== "." && text !== "(") found.add(at);
  }
  return found;
}

/** `USING btree (`, `INCLUDE (`, `UNIQUE (`, `FOREIGN KEY (`; of statistics, `ON` behind the kinds. */
function opensList(tokens: readonly Token[], at: number): boolean {
  const [text, one, two] = [at, at - 1, at - 2].map((index) => tokens[index]?.text.toLowerCase());
  if (text === "(") return two === "using" || ["include", "unique", "key"].includes(one ?? "");
  const statistics = tokens[1]?.text.toLowerCase() === "statistics";
  return (
    text === "on" && statistics && !tokens.slice(0, at).some((token) => /^on$/i.test(token.text))
  );
}
