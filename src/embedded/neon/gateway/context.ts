import type { Faults } from "../faults.ts";
import type { GatewayOptions } from "../gateway.ts";
import type { Cancels } from "./cancels.ts";
import type { Session } from "./direct.ts";
import type { Limits } from "./limits.ts";
import type { Pools } from "./pooler/pools.ts";

/** What all connections of a gateway share. */
export interface Context {
  readonly route: GatewayOptions["route"];
  readonly faults: Faults;
  readonly limits: Limits;
  readonly cancels: Cancels;
  readonly pools: Pools;
  /** Who is served at the moment, by endpoint. */
  readonly sessions: Sessions;
}

export class Sessions {
  readonly #byEndpoint = new Map<string, Set<Session>>();

  /** Returns how it is forgotten. */
  add(endpoint: string, session: Session): () => void {
    const all = this.#byEndpoint.get(endpoint) ?? new Set();
    this.#byEndpoint.set(endpoint, all.add(session));
    return () => {
      all.delete(session);
      if (all.size === 0) this.#byEndpoint.delete(endpoint);
    };
  }

  of(endpoint: string): readonly Session[] {
    return [...(this.#byEndpoint.get(endpoint) ?? [])];
  }
}
