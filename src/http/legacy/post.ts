import { createHash } from "node:crypto";
import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import type { State } from "../../state/state.ts";
import type { Session } from "./sessions.ts";

export interface Post {
  /** Has `deliver` called with what is sent to that box, here or at another process, until it is disposed. */
  expect(box: string, deliver: (message: JSONRPCMessage) => void): Disposable;
  send(box: string, message: JSONRPCMessage): Promise<void>;
  close(): void;
}

const everyMs = 500;

/**
 * Brings a message to the exchange that it belongs to, though a proxy gave it to another process: answers to a question, cancellations.
 * What nobody waits for here goes through the state, where each process asks twice a second as long as it has exchanges. LISTEN would be
 * quicker, but takes a connection that stays: poolers do not pass it on, and a Neon compute would never be suspended again.
 */
export function openPost(
  state: Pick<State, "post" | "collect">,
  onError: (error: unknown) => void,
): Post {
  const expected = new Map<string, Set<(message: JSONRPCMessage) => void>>();
  let timer: NodeJS.Timeout | undefined;
  const collect = async (): Promise<void> => {
    const mail = await state.collect([...expected.keys()]);
    for (const [box, message] of mail)
      for (const deliver of expected.get(box) ?? []) deliver(message as JSONRPCMessage);
  };
  const schedule = (): void => {
    timer ??= setTimeout(async () => {
      await collect().catch(onError);
      timer = undefined;
      if (expected.size > 0) schedule();
    }, everyMs).unref();
  };
  return {
    expect(box, deliver) {
      const here = expected.get(box) ?? new Set();
      expected.set(box, here.add(deliver));
      schedule();
      return {
        [Symbol.dispose]() {
          here.delete(deliver);
          if (here.size === 0 && expected.get(box) === here) expected.delete(box);
        },
      };
    },
    async send(box, message) {
      const here = expected.get(box);
      if (here === undefined) await state.post(box, message);
      else for (const deliver of here) deliver(message);
    },
    close: () => clearTimeout(timer),
  };
}

/** Where the answer to a question of the server is expected; only the session that was asked can name it. */
export const answerBox = (session: Session, question: RequestId): string =>
  boxOf(session, "answer", question);

/** Where the cancellation of a request is expected. */
export const cancelBox = (session: Session, request: RequestId): string =>
  boxOf(session, "cancel", request);

/** Sessions are begun for nothing, so the room for mail is their principal's. */
const boxOf = ({ principal, nonce }: Session, ...parts: readonly RequestId[]): string =>
  `${digest(["owner", principal])}.${digest([nonce, ...parts])}`;

const digest = (parts: readonly RequestId[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
