import { neon, neonConfig } from "@neondatabase/serverless";
import type { Address } from "../core/address.ts";
import { Recent } from "../core/recent.ts";
import type { Row } from "../core/session.ts";
import { settingCommands } from "./begin.ts";
import type { Parameter } from "./exchange.ts";
import { marked } from "./own.ts";
import { asObjects } from "./query.ts";

/** Endpoints of gateways by the host of the database, which each branch has its own of: the driver has one setting for all. */
const endpoints = new Recent<string, string>(1_000);
const derived = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) =>
  endpoints.get(host) ?? (typeof derived === "function" ? derived(host, port, options) : derived);

/** Values stay text until our own decoders read them. */
const types = { getTypeParser: () => (text: string) => text };

/**
 * One statement of the server's own, in a read-only transaction with our settings: one request to the SQL endpoint of a Neon proxy.
 * Rejects with the driver's NeonDbError, which carries Postgres's SQLSTATE where Postgres raised it.
 */
export async function readOverHttp<R extends Row>(
  address: Address,
  sql: string,
  values: readonly Parameter[],
  signal: AbortSignal,
): Promise<R[]> {
  const { gateway = "host", host } = address;
  if (gateway !== "host") endpoints.set(host, new URL("/sql", gateway).href);
  const database = neon(urlOf(address), { arrayMode: true, fullResults: true });
  const settings = settingCommands({}, new Map(), undefined);
  const commands = [...settings, { sql, values }].map((command) =>
    database.query(marked(command.sql), [...(command.values ?? [])], { types }),
  );
  const results = await database.transaction(commands, {
    readOnly: true,
    fetchOptions: { signal },
  });
  const { fields = [], rows = [] } = results.at(-1) ?? {};
  return asObjects<R>(fields, rows as Parameter[][]);
}

function urlOf({ host, port, database, user, password = "" }: Address): string {
  const url = new URL(`postgresql://${host}:${port}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  url.searchParams.set("application_name", "neon-dba");
  return url.href;
}
