import { parseStatement, type Parsed } from "./command.ts";
import { selectShape, type Shape } from "./shape.ts";
import type { Statement } from "../../postgres/statements/statements.ts";

/** A statement with what its text says. */
export interface Judged extends Statement, Parsed {
  /** Of a SELECT that parses. */
  readonly shape: Shape | undefined;
}

/** Reads the texts; each once, whoever ran it. */
export async function judgeStatements(
  statements: readonly Statement[],
  signal: AbortSignal,
): Promise<Judged[]> {
  const known = new Map<string, Pick<Judged, "command" | "node" | "shape">>();
  const judged: Judged[] = [];
  for (const statement of statements) {
    signal.throwIfAborted();
    const { sql } = statement;
    let read = known.get(sql);
    if (read === undefined) {
      const parsed = await parseStatement(sql);
      read = { ...parsed, shape: selectShape(parsed.node) };
      known.set(sql, read);
    }
    judged.push({ ...statement, ...read });
  }
  return judged;
}
