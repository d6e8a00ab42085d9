import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { createOracle } from "../oracle/expect.ts";
import type { FailedCell } from "../proof.ts";
import type { Scene } from "./ways-round/scene.ts";
import { actorsOf } from "./world/actors.ts";

export interface WireCells {
  readonly tried: number;
  readonly failed: readonly FailedCell[];
}

/**
 * What no function of the server can try: COPY both ways over the wire, and a connection that serves one user after another, as
 * transaction pooling has it.
 */
export async function tryOverWire(session: Session, scene: Scene): Promise<WireCells> {
  const { intent, built } = scene;
  const [actor] = actorsOf(intent, built.cast);
  // of what anybody may read, COPY gives more than the rows that are known
  const tables = scene.tables.filter(
    ({ ground: { rows, resolved } }) =>
      rows.others === 0 || !resolved.allow.select.includes("anyone"),
  );
  if (actor === undefined) return { tried: 0, failed: [] };
  const role = intent.applicationRole;
  const oracle = createOracle(intent, built.world);
  const power = { kind: "application", identity: actor.identity } as const;
  const failed: FailedCell[] = [];
  const take = async (): Promise<void> => {
    for (const [name, value] of actor.settings)
      await session.query("select pg_catalog.set_config($1, $2, true)", [name, value]);
    await session.query(`set local role ${quoteIdentifier(role)}`);
  };
  const attempt = (sql: string): Promise<number | string> =>
    session
      .transaction({ access: "read write", rollback: true }, async () => {
        await take();
        return (await session.execute(sql, [], LIMITS)).rowCount;
      })
      .catch(sqlstateOf);
  for (const { ground } of tables) {
    const { rows, resolved } = ground;
    const said = { table: rows.name, role, actor: actor.name };
    const seen = oracle.expect(resolved, power, { does: "select" });
    const wanted = seen.effect === "rows" ? seen.ids.length : 0;
    const isWhole = rows.table.kind === "partitioned table";
    const out = await attempt(
      `copy ${isWhole ? `(select * from ${rows.name})` : rows.name} to stdout`,
    );
    if (
      typeof out === "number" ? out !== wanted : wanted > 0 && resolved.columns.select === undefined
    )
      failed.push({ ...said, verb: "copy out", expected: `${wanted} rows`, got: `${out}` });
    // refused for every table with policies, before it asks for rows: 57014 is that it did ask
    const into = await attempt(`copy ${rows.name} from stdin`);
    if (into === "57014" || typeof into === "number")
      failed.push({
        ...said,
        verb: "copy in",
        expected: "nothing",
        got: "rows are taken without a look at policies",
      });
  }
  failed.push(...(await afterCommit(session, scene, take)));
  return { tried: tables.length * 4, failed };
}

const LIMITS = { maxRows: 0, maxBytes: 1_000_000, complete: true };

/** What is left on the connection when its transaction has ended: no context, and no cursor. */
async function afterCommit(
  session: Session,
  { intent, tables }: Scene,
  take: () => Promise<void>,
): Promise<FailedCell[]> {
  const role = intent.applicationRole;
  const failed: FailedCell[] = [];
  for (const { ground } of tables) {
    const { rows, resolved } = ground;
    if (resolved.allow.select.length === 0 || resolved.allow.select.includes("anyone")) continue;
    const said = { table: rows.name, role, actor: "the next on the connection" };
    await session.transaction({ access: "read write" }, async () => {
      await take();
      await session.query(`declare neon_dba_left cursor for select 1 from ${rows.name}`);
      await session.query("fetch 1 from neon_dba_left");
    });
    const next = (sql: string): Promise<number | string> =>
      session
        .transaction({ access: "read write", rollback: true }, async () => {
          await session.query(`set local role ${quoteIdentifier(role)}`);
          return (await session.query(sql)).length;
        })
        .catch(sqlstateOf);
    const left = await next(`select 1 from ${rows.name}`);
    if (typeof left === "number" ? left > 0 : left !== "42501")
      failed.push({
        ...said,
        verb: "select after COMMIT without a context",
        expected: "no rows and no error",
        got: typeof left === "number" ? `${left} rows` : left,
      });
    const fetched = await next("fetch all from neon_dba_left");
    if (typeof fetched === "number")
      failed.push({
        ...said,
        verb: "fetch from a cursor left open",
        expected: "nothing",
        got: `${fetched} rows`,
      });
  }
  return failed;
}

function sqlstateOf(error: unknown): string {
  if (error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED")
    return error.sqlstate;
  throw error;
}
