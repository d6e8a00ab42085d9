import type { Session } from "../../core/session.ts";
import type { NewSpan } from "./spans.ts";
import type { InSpan } from "./tracing.ts";

/** A span of work that a Postgres does. */
export const client = (operation: string, database?: string): Omit<NewSpan, "parent"> => ({
  name: operation,
  kind: "client",
  attributes: {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
    ...(database === undefined ? {} : { "db.namespace": database }),
  },
});

/** The same session, whose statements are spans. */
export function traceSession(session: Session, inSpan: InSpan): Session {
  const of = (operation: string) => client(operation, session.target.database);
  return {
    target: session.target,
    connection: session.connection,
    version: session.version,
    query: (sql, params) => inSpan(of(commandOf(sql)), () => session.query(sql, params)),
    execute: (sql, params, limits) =>
      inSpan(of(commandOf(sql)), () => session.execute(sql, params, limits)),
    transaction: (options, work) =>
      inSpan({ ...of("TRANSACTION"), kind: "internal" }, () => session.transaction(options, work)),
    copyIn: (sql, chunks) => inSpan(of("COPY"), () => session.copyIn(sql, chunks)),
    copyOut: (sql) => spanned(session.copyOut(sql), of("COPY"), inSpan),
    assume: (key) => session.assume(key),
    remember: (key, assertion) => session.remember(key, assertion),
    notices: () => session.notices(),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

const commands =
  "ALTER ANALYZE CALL COPY CREATE DELETE DO DROP EXPLAIN GRANT INSERT MERGE REFRESH REINDEX REVOKE SELECT SET SHOW TABLE TRUNCATE UPDATE VACUUM VALUES WITH".split(
    " ",
  );

/** A word of the list, and no other: a name has few values and is nobody's text. */
function commandOf(sql: string): string {
  const word = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? "";
  return commands.includes(word) ? word : "STATEMENT";
}

/** A span from the first block that is asked for until there are no more, or nobody wants them. */
async function* spanned<T, R>(
  blocks: AsyncGenerator<T, R>,
  span: Omit<NewSpan, "parent">,
  inSpan: InSpan,
): AsyncGenerator<T, R> {
  let end = (_failure?: { readonly error: unknown }): void => {};
  const work = new Promise<void>((resolve, reject) => {
    end = (failure) => (failure === undefined ? resolve() : reject(failure.error));
  });
  // what breaks it off is thrown to whoever reads, below
  work.catch(() => {});
  const ended = inSpan(span, () => work).catch(() => {});
  try {
    return yield* blocks;
  } catch (error) {
    end({ error });
    throw error;
  } finally {
    end();
    await ended;
  }
}
