import type { Management } from "../../core/manage.ts";
import type { Neon } from "../../core/neon.ts";
import type { InSpan } from "./tracing.ts";

/** The same Neon, whose requests are spans: `neon createBranch`, `neon computes.start`. */
export function traceNeon(neon: Neon, inSpan: InSpan): Neon {
  const groups = Object.entries(neon.manage).map(([name, group]: [string, object]) => [
    name,
    traced(group, `neon ${name}.`, inSpan),
  ]);
  const manage = Object.fromEntries(groups) as Management;
  return { ...traced(neon, "neon ", inSpan), manage };
}

/** Its functions are those of an object without state of its own; `forget` asks nobody. */
function traced<T extends object>(functions: T, prefix: string, inSpan: InSpan): T {
  const entries = Object.entries(functions).map(([name, member]: [string, unknown]) => {
    if (typeof member !== "function" || name === "forget") return [name, member];
    const span = {
      name: `${prefix}${name}`,
      kind: "client" as const,
      attributes: { "peer.service": "neon" },
    };
    return [
      name,
      (...given: unknown[]) => inSpan(span, async () => member.apply(functions, given)),
    ];
  });
  return Object.fromEntries(entries) as T;
}
