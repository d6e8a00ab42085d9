import { parseScript, type Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";

/** What is executed at once: the statements of one transaction, or one that Postgres runs only outside of one. */
export interface Part {
  readonly statements: readonly Statement[];
  readonly alone: boolean;
}

/** The transactions that a step's SQL is, in order; `together: false` makes each statement one of its own. */
export async function partsOf(sql: string, together: boolean): Promise<readonly Part[]> {
  const parts: { statements: Statement[]; alone: boolean }[] = [];
  for (const statement of await parseScript(sql)) {
    const alone = runsAlone(statement);
    const last = parts.at(-1);
    if (together && !alone && last?.alone === false) last.statements.push(statement);
    else parts.push({ statements: [statement], alone });
  }
  return parts;
}
