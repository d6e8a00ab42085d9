import type { Arounds } from "../around/open.ts";
import type { Admitted } from "../auth/authenticate.ts";
import type { Narrowing } from "../auth/narrowing.ts";
import type { Principal } from "../auth/principal.ts";
import type { Access } from "../core/deps.ts";
import { Recent } from "../core/recent.ts";
import type { OpenDeps } from "../deps/open-deps.ts";
import type { ServeCaller } from "../http/mcp.ts";
import { permit } from "../http/permission.ts";
import { nested } from "../mcp/around.ts";
import { neonCompletions } from "../mcp/completions.ts";
import type { ServerConfig } from "../mcp/server.ts";
import { statePlans } from "../state/plans.ts";
import type { State } from "../state/state.ts";
import type { Narrower } from "./narrow.ts";

export interface Callers {
  readonly deps: OpenDeps;
  readonly state: State;
  readonly arounds: Pick<Arounds, "deps">;
  readonly narrow: Narrower["narrow"];
  /** What everybody is served with. */
  readonly config: ServerConfig;
}

/** Callers whose deps, and the servers of their calls, are kept: some 100 KB each. */
const REMEMBERED = 200;

/** Serves each caller with what is his: his scopes, his plans, his Neon key. */
export function serveCallers({ deps, state, arounds, narrow, config }: Callers): ServeCaller {
  const known = new Recent<string, ServerConfig>(REMEMBERED);

  /** The same object for the same caller: what is found out about a target is kept by its deps, and servers by the whole. */
  const configOf = ({ principal, narrowing }: Admitted): ServerConfig => {
    const key = JSON.stringify([principal.id, ...principal.scopes, narrowing]);
    const found = known.get(key) ?? make(principal, narrowing);
    known.set(key, found);
    return found;
  };
  const make = (principal: Principal, narrowing: Narrowing | undefined): ServerConfig => ({
    ...config,
    ...(narrowing === undefined ? {} : narrow(narrowing)),
    ...boundTo(principal.id),
    deps: arounds.deps(
      deps.forCaller({
        access: accessOf(principal.scopes, narrowing),
        plans: plansOf(principal.id),
      }),
    ),
    around: permitted(principal, mostOf(narrowing), config.redact),
  });
  const plansOf = (principal: string) =>
    statePlans(state, principal === "local" ? undefined : principal);
  const boundTo = (id: string) => ({
    principal: id,
    seal: { ledger: config.ledger, principal: id },
  });
  const permitted = (principal: Principal, most: Access, redact: ServerConfig["redact"]) =>
    nested([
      ...(config.around === undefined ? [] : [config.around]),
      permit(principal, most, redact),
    ]);
  // a request that wants more than the operator allows was refused
  const mostOf = (narrowing: Narrowing | undefined): Access => narrowing?.access ?? deps.access;

  return (admitted) => {
    const { principal, narrowing, neonKey } = admitted;
    const most = mostOf(narrowing);
    if (neonKey === undefined) return { config: configOf(admitted), most, close: async () => {} };
    const redact = config.redact.copy();
    redact.add(neonKey);
    const own = deps.forCaller({
      access: accessOf(principal.scopes, narrowing),
      plans: plansOf(principal.id),
      neonKey: { key: neonKey, redact },
    });
    const running = new Set<Promise<unknown>>();
    const around = permitted(principal, most, redact);
    return {
      config: {
        ...config,
        ...(narrowing === undefined ? {} : narrow(narrowing)),
        ...boundTo(principal.id),
        deps: arounds.deps(own),
        redact,
        completions: neonCompletions(own),
        around: (calling, run) => {
          const answer = around(calling, run);
          running.add(answer);
          return answer;
        },
      },
      most,
      async close() {
        await Promise.allSettled(running);
        await own.close();
      },
    };
  };
}

/** What is guarded is admin's; see `--access`. A request's own word was found to be no more than that. */
function accessOf(scopes: Principal["scopes"], narrowing: Narrowing | undefined): Access {
  if (narrowing?.access !== undefined) return narrowing.access;
  if (scopes.has("admin")) return "full";
  return scopes.has("write") ? "guarded" : "read";
}
