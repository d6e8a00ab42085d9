import type { Intent } from "../../../../src/rls/intent.ts";
import { resolveIntent } from "../../../../src/rls/resolve.ts";
import { examine, type Examined, type Stage } from "../../../../src/rls/prove/examine.ts";
import { loadDdl } from "../../../../src/rls/prove/load-ddl.ts";
import { readRoles } from "../../../../src/rls/prove/roles.ts";
import { takeRoles } from "../../../../src/rls/prove/take-roles.ts";
import { holds } from "../../../../src/rls/prove/cells/cell.ts";
import { prepareTrials, tryAll, tryMutants } from "../../../../src/rls/prove/try.ts";
import { buildWorld } from "../../../../src/rls/prove/world/build.ts";
import { readCatalog, readCatalogHere } from "../../../../src/postgres/catalog/read-catalog.ts";
import { once } from "../../../../src/core/once.ts";
import type { Call } from "../../../../src/core/tool.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../../query/session.ts";

export const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

/** A schema with its world, which is made once; what is done to the policies afterwards is undone. */
export interface Prepared extends AsyncDisposable {
  readonly stage: Stage;
  examine(spoil?: string): Promise<Examined>;
  /** Whether a fault is found: by the first cell that turns, or by all that is looked at. */
  finds(spoil: string): Promise<boolean>;
}

export async function prepareStage(ddl: string, given: Intent): Promise<Prepared> {
  const database = await testDatabase();
  await database.runAsSuperuser("drop extension pg_stat_statements");
  const [session, fresh] = [await openSession(database.url), await openSession(database.url)];
  const adopt = async (roles: readonly string[]): Promise<void> => {
    for (const role of roles)
      await database.runAsSuperuser(
        `grant "${role}" to ${new URL(database.url).username} with inherit false, set true`,
      );
  };
  await loadDdl(session, ddl, adopt);
  const catalog = await readCatalog(session);
  const intent = resolveIntent(given, catalog);
  const taken = await takeRoles({ on: "shadow", session, adopt }, intent);
  const built = await buildWorld(session, intent, catalog, call.signal);
  await prepareTrials(session);
  await prepareTrials(fresh);
  const roles = await readRoles(session);
  const stage: Stage = { session, fresh, intent, built, taken, roles, shared: false };
  const spoiled = async <T>(spoil: string, work: () => Promise<T>): Promise<T> =>
    session.transaction({ access: "read write", rollback: true }, async () => {
      await session.query("select set_config('search_path', 'public', true)");
      if (spoil !== "") await session.query(`do $spoil$ begin ${spoil}; end $spoil$`);
      return work();
    });
  const examineNow = async (): Promise<Examined> => {
    const now = await readCatalogHere(session);
    await session.query("select set_config('search_path', 'public', true)");
    // another session sees nothing of a transaction
    const here = { ...stage, intent: resolveIntent(given, now), fresh: session };
    return examine({ ...here, roles: await readRoles(session) }, now, call);
  };
  const right = once(() => spoiled("", examineNow));
  const expected = once(async () => {
    const { scene } = await right();
    const texts = new Map(scene.ran.map(({ cell, text }) => [cell, text]));
    return scene.tables.map(({ cells, prelude }) => {
      const some = cells.filter(({ actor }) => actor.settings.length > 0);
      return { some, base: some.map((cell) => texts.get(cell) ?? "!     "), prelude };
    });
  });
  return {
    stage,
    examine: (spoil = "") => (spoil === "" ? right() : spoiled(spoil, examineNow)),
    async finds(spoil) {
      const parts = await expected();
      return spoiled(spoil, async () => {
        for (const { some, base, prelude } of parts) {
          const [answer = ""] = await tryMutants(session, some, { prelude, base, mutants: [[]] });
          const turned = some[Number(answer)];
          if (answer === "" || turned === undefined) continue;
          const [text = ""] = await tryAll(session, [turned], prelude);
          if (!holds(turned, text)) return true;
        }
        const { failed, bypasses } = await examineNow();
        return failed.length > 0 || bypasses.some(({ level }) => level === "error");
      });
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
