import type { Deps } from "../../core/deps.ts";
import type { Neon } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import type { InSpan } from "./tracing.ts";

/** The same deps, whose statements and requests to Neon are spans. Without tracing nothing stands in between, so it costs nothing. */
export function traceDeps(deps: Deps, inSpan: InSpan): Deps {
  return {
    ...deps,
    session: async (request) =>
      traceSession(await inSpan(client("connect"), () => deps.session(request)), inSpan),
    neon: async (intent) => traceNeon(await deps.neon(intent), inSpan),
  };
}

const client = (operation: string, database?: string) => ({
  name: operation,
  kind: "client" as const,
  attributes: {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
    ...(database === undefined ? {} : { "db.namespace": database }),
  },
});

function traceSession(session: Session, inSpan: InSpan): Session {
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
    copyOut: (sql) => session.copyOut(sql),
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

/** Its functions are those of an object without state of its own; `manage` stays as it is. */
function traceNeon(neon: Neon, inSpan: InSpan): Neon {
  const entries = Object.entries(neon).map(([name, member]: [string, unknown]) => {
    if (typeof member !== "function" || name === "forget") return [name, member];
    const span = {
      name: `neon ${name}`,
      kind: "client" as const,
      attributes: { "peer.service": "neon" },
    };
    return [name, (...given: unknown[]) => inSpan(span, async () => member.apply(neon, given))];
  });
  return Object.fromEntries(entries) as Neon;
}
