import type { Session } from "../../core/session.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

/** What is set otherwise than when the connection was opened. */
export async function sessionSettings(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ name: string; setting: string }>(
    "select name, setting from pg_catalog.pg_settings where source = 'session'",
  );
  return new Map(rows.map(({ name, setting }) => [name, setting]));
}

/** Each file finds the session as a new connection of its tool would. */
export async function restoreSettings(
  session: Session,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  await session.query("reset session authorization");
  for (const [name, setting] of await sessionSettings(session))
    if (settings.get(name) !== setting) await session.query(`reset ${parameter(name)}`);
  for (const [name, setting] of settings)
    await session.query("select pg_catalog.set_config($1, $2, false)", [name, setting]);
}

/** An application's own are two words. */
const parameter = (name: string): string => name.split(".").map(quoteIdentifier).join(".");
