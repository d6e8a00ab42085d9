import type { ServerResponse } from "node:http";
import {
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCRequest,
  type McpServer,
  type RequestId,
  type Transport,
  isJSONRPCRequest,
  isJSONRPCResponse,
} from "@modelcontextprotocol/server";
import { lost, lostId } from "./lost.ts";
import { openReply } from "../reply.ts";
import type { Handshake } from "./sessions.ts";

/** One request of a client that is being answered. */
export interface Exchange {
  /** Resolves when the response has been sent or given up; rejects where no response could be made. */
  readonly ended: Promise<void>;
  /** Ends the call in Postgres, and the response: without an answer, as the protocol wants it for what the client has cancelled. */
  cancel(): void;
  /** The same for the server's own reasons, which the client is told. */
  abandon(): void;
}

export interface Asking {
  readonly auth: AuthInfo;
  /** The server asks the client; the answer comes by another POST, maybe to another process. Returns the id by which it is asked. */
  readonly onQuestion: (deliver: (answer: JSONRPCMessage) => void) => RequestId;
  /** Undefined at `initialize`, which makes it. */
  readonly handshake?: Handshake;
  /** Headers of the response to `initialize`, from its result. */
  readonly onResult?: (result: Record<string, unknown>) => Promise<Record<string, string>>;
}

/** How long a quick answer is waited for before the stream begins. */
const patienceMs = 2_000;

/**
 * Serves one request of the 2025 era on a server of its own. The server is told the handshake of the session first, by the protocol's own
 * messages, so that it knows what the client can do.
 */
export function exchange(
  server: McpServer,
  request: JSONRPCRequest,
  response: ServerResponse,
  asking: Asking,
): Exchange {
  const { auth, handshake, onQuestion, onResult } = asking;
  const eventId = handshake === undefined ? undefined : lostId(request, handshake.protocolVersion);
  const reply = openReply(response, {
    eventId,
    patienceMs: handshake === undefined ? undefined : patienceMs,
  });
  const questions = new Map<RequestId, RequestId>();
  let shaken: (() => void) | undefined;
  let isClosed = false;
  let fail = (_error: unknown): void => {};

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    shaken?.();
    transport.onclose?.();
  };
  const answer = async (message: JSONRPCMessage): Promise<void> => {
    const headers = "result" in message ? await onResult?.(message.result) : undefined;
    reply.end(message, headers === undefined ? {} : { headers });
  };
  const ask = (question: JSONRPCRequest): void => {
    // the server counts its questions from 0; the client has one space of ids for the whole session
    const id = onQuestion((given) =>
      transport.onmessage?.({ ...given, id: question.id } as JSONRPCMessage),
    );
    questions.set(question.id, id);
    reply.write({ ...question, id });
  };
  /** A question that the server takes back goes by the id that the client knows. */
  const notify = (note: JSONRPCNotification): void => {
    const requestId = questions.get(note.params?.["requestId"] as RequestId);
    reply.write(
      requestId === undefined || note.method !== "notifications/cancelled"
        ? note
        : { ...note, params: { ...note.params, requestId } },
    );
  };

  const ended = new Promise<void>((resolve, reject) => {
    response.once("close", () => {
      close();
      resolve();
    });
    fail = reject;
  });
  const transport: Transport = {
    start: async () => {},
    close: async () => close(),
    async send(message) {
      if (isJSONRPCResponse(message)) {
        if (shaken === undefined) await answer(message).catch(fail);
        else shaken();
      } else if (isJSONRPCRequest(message)) ask(message);
      else notify(message);
    },
  };
  const begin = async (): Promise<void> => {
    await server.connect(transport);
    if (handshake !== undefined) {
      const { protocolVersion, capabilities, clientInfo } = handshake;
      const params = { protocolVersion, capabilities, clientInfo };
      const done = new Promise<void>((resolve) => (shaken = resolve));
      transport.onmessage?.({ jsonrpc: "2.0", id: 0, method: "initialize", params });
      await done;
      shaken = undefined;
      transport.onmessage?.({ jsonrpc: "2.0", method: "notifications/initialized" });
    }
    if (!isClosed) transport.onmessage?.(request, { authInfo: auth });
  };
  begin().catch(fail);
  return {
    ended,
    cancel() {
      close();
      reply.stop();
    },
    abandon() {
      close();
      reply.end(lost(request));
    },
  };
}
