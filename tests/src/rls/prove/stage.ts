import type { Intent } from "../../../../src/rls/intent.ts";
import { resolveIntent } from "../../../../src/rls/resolve.ts";
import { examine, type Examined, type Stage } from "../../../../src/rls/prove/examine.ts";
import { loadDdl } from "../../../../src/rls/prove/load-ddl.ts";
import { readRoles } from "../../../../src/rls/prove/roles.ts";
import { takeRoles } from "../../../../src/rls/prove/take-roles.ts";
import { prepareTrials } from "../../../../src/rls/prove/try.ts";
import { buildWorld } from "../../../../src/rls/prove/world/build.ts";
import { readCatalog, readCatalogHere } from "../../../../src/postgres/catalog/read-catalog.ts";
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
  const taken = await takeRoles({ session, adopt }, intent);
  const built = await buildWorld(session, intent, catalog, call.signal);
  await prepareTrials(session);
  await prepareTrials(fresh);
  const roles = await readRoles(session);
  const stage: Stage = { session, fresh, intent, built, taken, roles, shared: false };
  return {
    stage,
    examine: (spoil = "") =>
      session.transaction({ access: "read write", rollback: true }, async () => {
        if (spoil !== "") await session.query(`do $spoil$ begin ${statements(spoil)} end $spoil$`);
        const now = await readCatalogHere(session);
        await session.query("select set_config('search_path', 'public', true)");
        // another session sees nothing of a transaction
        const spoiled = {
          ...stage,
          intent: resolveIntent(given, now),
          fresh: session,
          roles: await readRoles(session),
        };
        return examine(spoiled, now, call);
      }),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** In a block of PL/pgSQL a statement of SQL is itself, and one of its own is run as text. */
function statements(sql: string): string {
  return sql.startsWith("do ") ? `execute ${quoted(sql)};` : `${sql};`;
}

const quoted = (text: string): string => `$run$${text}$run$`;
