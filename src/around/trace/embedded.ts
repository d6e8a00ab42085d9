import type { Shadow } from "../../core/deps.ts";
import type { Twin } from "../../core/twin.ts";
import { traceSession } from "./session.ts";
import type { InSpan } from "./tracing.ts";

const internal = (name: string) => ({ name, kind: "internal" as const, attributes: {} });

/** A shadow whose making, statements and end are spans. */
export async function traceShadow(open: () => Promise<Shadow>, inSpan: InSpan): Promise<Shadow> {
  const shadow = await inSpan(internal("shadow create"), open);
  return {
    session: traceSession(shadow.session, inSpan),
    connect: async () =>
      traceSession(await inSpan(internal("shadow connect"), () => shadow.connect()), inSpan),
    adopt: async (roles) => shadow.adopt?.(roles),
    [Symbol.asyncDispose]: () =>
      inSpan(internal("shadow drop"), async () => shadow[Symbol.asyncDispose]()),
  };
}

/**
 * A twin whose making, indexes and scale are spans. What is asked of its planner is not: that is thousands of questions a call, each of a
 * millisecond, and as many spans would push out those that tell something.
 */
export async function traceTwin(open: () => Promise<Twin>, inSpan: InSpan): Promise<Twin> {
  const twin = await inSpan(internal("twin"), open);
  return {
    target: twin.target,
    session: twin.session,
    get relations() {
      return twin.relations;
    },
    missing: twin.missing,
    createIndexes: (statements) =>
      inSpan(internal("twin createIndexes"), () => twin.createIndexes(statements)),
    dropIndexes: (names) => inSpan(internal("twin dropIndexes"), () => twin.dropIndexes(names)),
    show: (hypothetical, hidden) => twin.show(hypothetical, hidden),
    scale: (factor, tables) => inSpan(internal("twin scale"), () => twin.scale(factor, tables)),
    [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose](),
  };
}
