import type { Actor } from "../world/actors.ts";

/** What an actor does, or has set, before everything is read again. */
export interface Attack {
  readonly verb: string;
  readonly actor: Actor;
  readonly before: readonly string[];
}
