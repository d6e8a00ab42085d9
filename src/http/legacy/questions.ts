import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { State } from "../../state/state.ts";
import type { Session } from "./sessions.ts";

export interface QuestionIds {
  next(): string;
  /** Whether a question of this session was given that id, by whichever process. */
  isOurs(id: unknown): id is string;
}

/**
 * Ids of the questions that the client of a session is asked. They prove themselves: what answers no question needs not be kept for
 * another process that might wait for it, and nobody can fill the state with it.
 */
export async function questionIds(
  state: Pick<State, "key">,
  { nonce }: Session,
): Promise<QuestionIds> {
  const key = await state.key();
  const prove = (chance: string): string =>
    createHmac("sha256", key)
      .update(JSON.stringify(["question", nonce, chance]))
      .digest("base64url");
  return {
    next() {
      const chance = randomBytes(16).toString("base64url");
      return `${chance}.${prove(chance)}`;
    },
    isOurs(id): id is string {
      if (typeof id !== "string") return false;
      const [chance = "", ...rest] = id.split(".", 3);
      const given = Buffer.from(rest.join("."));
      const expected = Buffer.from(prove(chance));
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
