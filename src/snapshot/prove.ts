import type { Deps } from "../core/deps.ts";
import type { Branch } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";
import type { Readable } from "./request.ts";

/** Connects to a branch and reads what is there: that it was made does not say that it can be read. */
export async function proveReadable(
  branch: Pick<Branch, "id" | "project">,
  deps: Deps,
  call: Call,
): Promise<Readable> {
  call.progress(0, "Connecting to the branch");
  const started = performance.now();
  await using session = await deps.session({
    target: { project: branch.project.id, branch: branch.id },
    intent: "read",
    connection: "direct",
    signal: call.signal,
  });
  const [row] = await session.query<{ tables: number; bytes: string }>(
    `select (select pg_catalog.count(*)::int from pg_catalog.pg_class
       where relkind in ('r', 'p') and relpersistence = 'p'
         and relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)) as tables,
       pg_catalog.pg_database_size(pg_catalog.current_database())::text as bytes`,
  );
  return {
    database: session.target.database,
    tables: row?.tables ?? 0,
    bytes: Number(row?.bytes),
    connected_ms: Math.round(performance.now() - started),
  };
}
