import type { Deps } from "../../core/deps.ts";
import type { ImportPlan } from "./plan.ts";
import { refusedBy, type Refused } from "./finish.ts";
import { attempt, change } from "./transaction.ts";

/** What an empty database on this machine made of both halves. */
export interface Proof {
  readonly steps: number;
  readonly refused: readonly Refused[];
  /** Tables, where nothing else was refused that they may need and only the target has, such as an extension: it would refuse them, too. */
  readonly fatal: readonly string[];
}

/** Locks of one transaction are limited. */
const TOGETHER = 100;

/** Executes both halves of the DDL on a shadow, before the target sees any of it. */
export async function proveHalves(
  { halves }: ImportPlan,
  deps: Pick<Deps, "shadow">,
  signal: AbortSignal,
): Promise<Proof> {
  await using shadow = await deps.shadow(signal);
  const { session } = shadow;
  const steps = [...halves.before, ...halves.after].filter(
    ({ object }) => object !== "schema public",
  );
  const refused: Refused[] = [];
  for (let at = 0; at < steps.length; at += TOGETHER)
    await change(session, async () => {
      for (const { object, statements } of steps.slice(at, at + TOGETHER)) {
        signal.throwIfAborted();
        const error = await attempt(session, statements);
        if (error !== undefined) refused.push(refusedBy(error, object, statements.join(";\n")));
      }
    });
  const isTable = ({ object }: Refused): boolean => object.startsWith("table ");
  const alone = refused.every(isTable) ? refused : [];
  const fatal = alone.map(({ object, reason }) => `${object}: ${reason}`);
  return { steps: steps.length, refused, fatal };
}
