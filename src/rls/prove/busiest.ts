import { quoteIdentifier } from "../../sql/quote.ts";
import type { Identity } from "../oracle/world.ts";
import type { ResolvedTable } from "../resolved.ts";
import { nameOf } from "./place.ts";
import type { Scene } from "./ways-round/scene.ts";
import { settingsFor, type Actor } from "./world/actors.ts";
import { asOwner } from "./world/as-owner.ts";

/**
 * Whoever has most rows of a table, among those that are really there; undefined where the table does not say itself whose they are. Asked
 * for as the owner of the table.
 */
export async function busiestOf(
  { session, intent }: Scene,
  { table, tenant, owner }: ResolvedTable,
): Promise<Actor | undefined> {
  const direct = [tenant, owner].find((path) => path !== null && path.steps.length === 0);
  if (direct == null) return undefined;
  const most = await asOwner(session, table, () =>
    mostFrequent(session, nameOf(table), direct.column),
  );
  if (most === undefined) return undefined;
  const identity: Identity =
    direct === owner ? { user: most, tenant: null } : { user: await memberOf(most), tenant: most };
  if (intent.user !== null && identity.user === null) return undefined;
  if (intent.tenant !== null && identity.tenant === null) return undefined;
  return {
    name: "whoever has most rows",
    identity,
    settings: settingsFor(intent, identity),
    kind: "user",
  };

  async function memberOf(of: string): Promise<string | null> {
    const { members } = intent;
    if (members === null) return null;
    const [row] = await asOwner(session, members.table, () =>
      session.query<{ id: string }>(
        `select ${quoteIdentifier(members.user)}::text as id from ${nameOf(members.table)} where ${quoteIdentifier(members.tenant)}::text = $1 limit 1`,
        [of],
      ),
    );
    return row?.id ?? null;
  }
}

async function mostFrequent(
  session: Scene["session"],
  name: string,
  column: string,
): Promise<string | undefined> {
  const key = quoteIdentifier(column);
  const [row] = await session.query<{ id: string }>(
    `select ${key}::text as id from ${name} where ${key} is not null group by ${key} order by pg_catalog.count(*) desc limit 1`,
  );
  return row?.id;
}
