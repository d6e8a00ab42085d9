import type { Deps } from "../../core/deps.ts";
import { traceShadow, traceTwin } from "./embedded.ts";
import { traceNeon } from "./neon.ts";
import { client, traceSession } from "./session.ts";
import type { InSpan } from "./tracing.ts";

/**
 * The same deps, whose statements, requests to Neon, throw-away branches, shadows and twins are spans. Without tracing nothing stands in
 * between, so it costs nothing.
 */
export function traceDeps(deps: Deps, inSpan: InSpan): Deps {
  return {
    ...deps,
    session: async (request) =>
      traceSession(await inSpan(client("connect"), () => deps.session(request)), inSpan),
    external: async (request) =>
      traceSession(await inSpan(client("connect"), () => deps.external(request)), inSpan),
    neon: async (intent) => traceNeon(await deps.neon(intent), inSpan),
    async temporaryBranch(request, call) {
      const of = (what: string) => ({
        name: `neon ${what}`,
        kind: "client" as const,
        attributes: { "peer.service": "neon" },
      });
      const made = await inSpan(of("temporaryBranch"), () => deps.temporaryBranch(request, call));
      return {
        branch: made.branch,
        target: made.target,
        [Symbol.asyncDispose]: () =>
          inSpan(of("temporaryBranch remove"), async () => made[Symbol.asyncDispose]()),
      };
    },
    shadow: (signal) => traceShadow(() => deps.shadow(signal), inSpan),
    twin: (request) => traceTwin(() => deps.twin(request), inSpan),
  };
}
