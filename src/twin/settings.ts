import type { Session } from "../core/session.ts";
import type { Setting } from "./statistics/types.ts";

/** Gives a session the planner settings of the original's. Those that this Postgres does not know, or not this value of, stay as they are. */
export async function applySettings(session: Session, settings: readonly Setting[]): Promise<void> {
  await session.query(
    `select pg_catalog.set_config(w.name, w.value, false)
       from json_to_recordset($1::json) as w(name text, value text)
       join pg_catalog.pg_settings s on pg_catalog.lower(s.name) = pg_catalog.lower(w.name)
      where s.context in ('user', 'superuser') and s.setting is distinct from w.value`,
    [JSON.stringify(settings)],
  );
}
