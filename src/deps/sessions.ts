import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import type { SessionRequest } from "../core/deps.ts";
import { Recent } from "../core/recent.ts";
import type { Session } from "../core/session.ts";
import type { Pool, PoolOptions } from "../postgres/pool.ts";
import type { Permit } from "./guard.ts";

/** Opens sessions on the targets of one deployment, and closes what it has open. */
export interface Sessions {
  open(request: SessionRequest, permit: Permit): Promise<Session>;
  address(request: Pick<SessionRequest, "target" | "connection" | "signal">): Promise<Address>;
  close(): Promise<void>;
}

/** Places whose pools are remembered. */
const MOST = 200;

/**
 * One pool for each place that sessions are opened on. The driver is loaded with the first. Callers choose what databases and roles they
 * name, so those that were not asked for for longest are forgotten; their connections end by themselves when they have been idle.
 */
export class Pools {
  readonly #config: Config;
  readonly #open = new Recent<string, Promise<Pool>>(MOST);

  constructor(config: Config) {
    this.#config = config;
  }

  get(key: string, options: Omit<PoolOptions, "readRole">): Promise<Pool> {
    let pool = this.#open.get(key);
    if (pool === undefined) {
      pool = createPool(this.#config, options);
      this.#open.set(key, pool);
    }
    return pool;
  }

  async close(): Promise<void> {
    const pools = await Promise.all(this.#open.values());
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

export async function createPool(
  { readRole }: Config,
  options: Omit<PoolOptions, "readRole">,
): Promise<Pool> {
  const pool = await import("../postgres/pool.ts");
  return pool.createPool({ ...options, ...(readRole === undefined ? {} : { readRole }) });
}

/** What may not appear in an answer, apart from names that are no secret. */
export const secretOf = (address: Address): Parameters<Redact> => [
  address.password,
  [address.user, address.database, address.host],
];
type Redact = (secret: string | undefined, publicNames: readonly (string | undefined)[]) => void;
