import { scanTokens } from "../../sql/library.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf } from "../../sql/walk.ts";

/**
 * An ALTER TABLE of several commands as one of each, in their order; any other statement alone. They need not do the same:
 * `DROP a, ADD a` runs its commands in an order of Postgres's.
 */
export async function splitCommands(statement: Statement): Promise<readonly Statement[]> {
  const commands = commandsOf(statement);
  if (commands < 2) return [statement];
  const bytes = Buffer.from(statement.text);
  const cuts = await commas(statement.text);
  if (cuts.length !== commands - 1) return [statement];
  const pieces = [...cuts, bytes.length].map((end, at) =>
    bytes
      .subarray(at === 0 ? 0 : (cuts[at - 1] ?? 0) + 1, end)
      .toString()
      .trim(),
  );
  const head = await headOf(statement.text);
  const texts = pieces.map((piece, at) => (at === 0 ? piece : `${head} ${piece}`));
  // A table may be called `index`: what the pieces cannot be read as stays together.
  const parsed = (await Promise.all(texts.map(parseScript)).catch(() => [])).flat();
  if (parsed.length !== commands || parsed.some((part) => commandsOf(part) !== 1))
    return [statement];
  return parsed.map((part) => ({ ...part, index: statement.index, offset: statement.offset }));
}

const commandsOf = (statement: Statement): number =>
  listOf(asNode(statement.node, "AlterTableStmt")?.["cmds"]).length;

/** Offsets, in bytes, of the commas that no bracket holds. */
async function commas(text: string): Promise<number[]> {
  let depth = 0;
  const found: number[] = [];
  for (const { text: token, start } of await scanTokens(text)) {
    if (token === "(" || token === "[") depth++;
    else if (token === ")" || token === "]") depth--;
    else if (token === "," && depth === 0) found.push(start);
  }
  return found;
}

/** `ALTER TABLE IF EXISTS ONLY a.b *`: all before the first command. */
async function headOf(text: string): Promise<string> {
  const tokens = await scanTokens(text);
  const words = ["alter", "table", "index", "view", "materialized", "sequence", "foreign", "type"];
  let at = 0;
  const is = (...wanted: readonly string[]): boolean =>
    wanted.includes(tokens[at]?.text.toLowerCase() ?? "");
  while (is(...words, "if", "exists", "only")) at++;
  at++;
  while (is(".")) at += 2;
  if (is("*")) at++;
  return Buffer.from(text)
    .subarray(0, tokens[at]?.start ?? 0)
    .toString()
    .trim();
}
