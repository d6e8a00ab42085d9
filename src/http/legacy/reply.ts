import type { ServerResponse } from "node:http";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/** The response to one request: JSON if the answer comes at once and nothing before it, else a stream of messages with the answer as its end. */
export interface Reply {
  /** A message before the answer. */
  write(message: JSONRPCMessage): void;
  /** The answer; the headers are sent where no stream has begun. */
  end(message: JSONRPCMessage, headers?: Readonly<Record<string, string>>): void;
  /** Ends without an answer. */
  stop(): void;
}

/** A proxy may cut a response that has sent nothing for a minute. */
const keepAliveMs = 15_000;

/** How long a quick answer is waited for before the stream begins. */
const patienceMs = 2_000;

/** `eventId` is what a client whose stream breaks comes back with. */
export function openReply(
  response: ServerResponse,
  { eventId, isPatient }: { readonly eventId: string | undefined; readonly isPatient: boolean },
): Reply {
  let keepAlive: NodeJS.Timeout | undefined;
  const begin = (): void => {
    if (response.headersSent || response.destroyed) return;
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    response.write(eventId === undefined ? ": begun\n\n" : `id: ${eventId}\ndata: \n\n`);
    keepAlive = setInterval(() => response.write(": keepalive\n\n"), keepAliveMs);
  };
  const patience = isPatient ? setTimeout(begin, patienceMs) : undefined;
  const write = (message: JSONRPCMessage): void => {
    begin();
    response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  };
  response.once("close", () => {
    clearTimeout(patience);
    clearInterval(keepAlive);
  });
  return {
    write,
    end(message, headers = {}) {
      if (response.headersSent) write(message);
      else {
        response.writeHead(200, { "content-type": "application/json", ...headers });
        response.write(JSON.stringify(message));
      }
      response.end();
    },
    stop() {
      begin();
      response.end();
    },
  };
}
