import { ToolError } from "../core/errors.ts";
import { scanTokens } from "./library.ts";
import { parseScript } from "./parse.ts";
import { qualified, quoteIdentifier } from "./quote.ts";

export interface IndexStatement {
  /** Without CONCURRENTLY and IF NOT EXISTS; without a name Postgres makes one up. */
  readonly sql: string;
  /** As the statement names it, quoted. */
  readonly table: string;
}

/** Reads one `CREATE INDEX` statement. Throws INVALID_SQL where it is something else. */
export async function readIndexStatement(sql: string): Promise<IndexStatement> {
  const [statement, more] = await parseScript(sql);
  const { IndexStmt: index } = (statement?.node ?? {}) as { IndexStmt?: IndexNode };
  if (statement === undefined || more !== undefined || index?.relation?.relname === undefined)
    throw new ToolError(
      "INVALID_SQL",
      "A hypothetical index is one `CREATE INDEX` statement.",
      "Write `CREATE INDEX ON schema.table (column)`, each index by itself.",
    );
  const { schemaname, relname } = index.relation;
  const unique = index.unique === true ? "UNIQUE " : "";
  const name = index.idxname === undefined ? "" : `${quoteIdentifier(index.idxname)} `;
  return {
    sql: `CREATE ${unique}INDEX ${name}${await fromOn(statement.text)}`,
    table: schemaname === undefined ? quoteIdentifier(relname) : qualified(schemaname, relname),
  };
}

interface IndexNode {
  readonly idxname?: string;
  readonly unique?: boolean;
  readonly relation?: { readonly schemaname?: string; readonly relname?: string };
}

/** From the word ON: an index cannot have that name without quotes, which are part of a token. */
async function fromOn(text: string): Promise<string> {
  const on = (await scanTokens(text)).find(({ text: word }) => word.toLowerCase() === "on");
  return Buffer.from(text).subarray(on?.start).toString();
}
