import { ToolError } from "../../core/errors.ts";
import { once } from "../../core/once.ts";
import type { Session } from "../../core/session.ts";
import { parseScript, type Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { measureAlone } from "./alone.ts";
import type { BeforeStatement, Effect, Meter, Place } from "./effect.ts";
import { FailedStatement } from "./failed-statement.ts";
import { measureTogether } from "./in-transaction.ts";
import { majorOf } from "./older.ts";

export interface MeterOptions {
  /** Major version of the target; where nothing is said, that of the place. */
  readonly postgres?: number;
  /** `blocks` is what a second session found out by reading and writing; otherwise it follows from the lock's mode. */
  readonly probe?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Measures on `place`, and speaks of the target's version. Errors are `FailedStatement`s: those of Postgres, INVALID_SQL, INVALID_INPUT
 * for BEGIN and COMMIT, UNSUPPORTED for what the target's version does not have.
 */
export function openMeter(place: Place, options: MeterOptions): Meter & AsyncDisposable {
  const { session } = place;
  const postgres = options.postgres ?? majorOf(session);
  const openProber = once(() => place.connect());
  let prober: Session | undefined;
  const measure = async (
    sql: readonly string[],
    rollback: boolean,
    before?: BeforeStatement,
  ): Promise<Effect[]> => {
    options.signal.throwIfAborted();
    const statements = await parseEach(sql);
    const [statement, ...more] = statements;
    const alone = statement !== undefined && more.length === 0 && runsAlone(statement);
    if (!alone) {
      if (options.probe === true) prober = await openProber();
      return measureTogether(session, statements, { rollback, postgres, prober, before });
    }
    if (rollback) throw new FailedStatement(cannotBeUndone(), 0, 1);
    await before?.(0);
    return [await measureAlone(place, statement, postgres)];
  };
  return {
    run: (statements, before) => measure(statements, false, before),
    tryOut: (statements) => measure(statements, true),
    async [Symbol.asyncDispose]() {
      await prober?.[Symbol.asyncDispose]();
    },
  };
}

async function parseEach(sql: readonly string[]): Promise<Statement[]> {
  const statements: Statement[] = [];
  for (const [index, text] of sql.entries()) {
    try {
      const [statement, ...more] = await parseScript(text);
      if (statement === undefined || more.length > 0) throw notOne();
      statements.push(statement);
    } catch (error) {
      throw error instanceof ToolError ? new FailedStatement(error, index, sql.length) : error;
    }
  }
  return statements;
}

function notOne(): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    "The text holds several statements.",
    "Pass each statement by itself, so that it can be said what each one did.",
  );
}

function cannotBeUndone(): ToolError {
  return new ToolError(
    "INVALID_INPUT",
    "Postgres runs this statement only outside a transaction, so it cannot be tried and undone.",
    "Run it on a database that may be changed.",
  );
}
