import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import type { ExternalRequest } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Redactor } from "../core/redact.ts";
import type { Session } from "../core/session.ts";
import { OWN, ownState, refuseOwnState } from "./own-state.ts";
import { Pools, secretOf } from "./sessions.ts";

/**
 * Nobody starts that server for us, and a suspended compute takes its connections at once: one that refuses them for this long has a
 * wrong host or port. Clients give a call up after a minute, and would never read so.
 */
const CONNECT_MS = 10_000;

export interface ExternalSessions {
  open(request: ExternalRequest): Promise<Session>;
  address(variable: string): Promise<Address>;
  close(): Promise<void>;
}

/** Sessions on the Postgres servers of environment variables. */
export function externalSessions(config: Config, redact: Redactor): ExternalSessions {
  const pools = new Pools(config);

  const address = async (variable: string): Promise<Address> => {
    if (variable === OWN) throw ownState();
    // names such as `constructor` are of every object
    const url = Object.hasOwn(process.env, variable) ? process.env[variable] : undefined;
    if (url === undefined || url === "") throw unset(variable);
    const { addressFromUrl } = await import("../postgres/url.ts");
    redact.add(url);
    const found = addressFromUrl(url);
    redact.add(...secretOf(found));
    return found;
  };

  return {
    address,
    async open(request) {
      const { variable, database, atOnce, signal } = request;
      const pool = await pools.get(JSON.stringify([variable, database, atOnce]), {
        deployment: "url",
        connectMs: CONNECT_MS,
        ...(atOnce === undefined ? {} : { max: atOnce }),
        address: async () => {
          const found = await address(variable);
          return refuseOwnState(config, database === undefined ? found : { ...found, database });
        },
      });
      return pool.open({ signal });
    },
    close: () => pools.close(),
  };
}

const unset = (variable: string): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    `There is no environment variable \`${identifier(variable)}\` where this server runs.`,
    "Have the user set it to the URL of that Postgres (postgres://user:password@host/database) in the server's environment and start the server again.",
  );
