import {
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
  type TransportSendOptions,
  PerRequestHTTPServerTransport,
} from "@modelcontextprotocol/server";

/** The revision whose requests stand for themselves. */
export const revision = "2026-07-28";

const classification = { era: "modern", revision } as const;

/** Takes what the server says about one request; notifications come before the answer. */
export type Listener = (message: JSONRPCMessage) => void;

/** Ends a call that nobody waits for any more. */
export type Cancel = () => void;

/**
 * Brings many requests to one server, as stdio does, each under an id of ours: two callers may choose the same one. The SDK's transport is
 * for one request each, and to connect and close a server costs more than most calls; a subclass of it is how a server is told its revision.
 */
export class CallTransport extends PerRequestHTTPServerTransport {
  readonly #listeners = new Map<RequestId, Listener>();
  #count = 0;

  constructor() {
    super({ classification });
  }

  override async start(): Promise<void> {}

  override async close(): Promise<void> {
    this.onclose?.();
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    const isAnswer = !("method" in message);
    const id = isAnswer ? message.id : options?.relatedRequestId;
    if (id === undefined) return;
    const listener = this.#listeners.get(id);
    if (isAnswer) this.#listeners.delete(id);
    listener?.(message);
  }

  /** What is refused at once is heard before this returns. */
  call(request: JSONRPCRequest, auth: AuthInfo, listener: Listener): Cancel {
    const id = (this.#count += 1);
    this.#listeners.set(id, (message) =>
      listener("method" in message ? message : { ...message, id: request.id }),
    );
    this.onmessage?.({ ...request, id }, { classification, authInfo: auth });
    return () => {
      if (!this.#listeners.delete(id)) return;
      const params = { requestId: id };
      const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params } as const;
      this.onmessage?.(cancelled, { classification });
    };
  }
}
