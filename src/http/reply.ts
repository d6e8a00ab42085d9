import type { ServerResponse } from "node:http";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/** The response to one request: JSON if the answer comes soon and nothing before it, else a stream of messages with the answer as its end. */
export interface Reply {
  /** A message before the answer. */
  write(message: JSONRPCMessage): void;
  /** The answer; status and headers are sent where no stream has begun. */
  end(message: JSONRPCMessage, head?: Head): void;
  /** Ends without an answer. */
  stop(): void;
}

interface Head {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface ReplyOptions {
  /** What a client whose stream breaks comes back with. */
  readonly eventId?: string | undefined;
  /** Milliseconds of silence after which the stream begins, so that no proxy cuts it; never where it is left out. */
  readonly patienceMs?: number | undefined;
}

/** A proxy may cut a response that has sent nothing for a minute. */
const keepAliveMs = 15_000;

/**
 * Most calls are done in milliseconds, and for them a stream is much of what HTTP costs: headers, event and end are written apart. So a
 * response begins as JSON and becomes a stream when there is something to say before the answer, or nothing was said for a while.
 */
export function openReply(response: ServerResponse, options: ReplyOptions): Reply {
  const { eventId, patienceMs } = options;
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
  const patience = patienceMs === undefined ? undefined : setTimeout(begin, patienceMs);
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
    end(message, { status = 200, headers = {} } = {}) {
      if (response.headersSent) {
        write(message);
        response.end();
        return;
      }
      const body = JSON.stringify(message);
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...headers,
      });
      response.end(body);
    },
    stop() {
      begin();
      response.end();
    },
  };
}
