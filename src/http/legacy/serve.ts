import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  SUPPORTED_PROTOCOL_VERSIONS,
  isInitializeRequest,
  isJSONRPCRequest,
} from "@modelcontextprotocol/server";
import type { Admitted } from "../../auth/authenticate.ts";
import { appsExtension } from "../../mcp/apps/register.ts";
import { type ServerConfig, createServer } from "../../mcp/server.ts";
import type { State } from "../../state/state.ts";
import type { Log } from "../../mcp/run.ts";
import { type Refusal, refuse } from "../refuse.ts";
import { type Asking, type Exchange, exchange } from "./exchange.ts";
import { forward } from "./forward.ts";
import { lost, readLostId } from "./lost.ts";
import { answerBox, cancelBox, openPost, type Post } from "./post.ts";
import { questionIds } from "./questions.ts";
import { type Handshake, type Session, openSessions } from "./sessions.ts";

export interface LegacyRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Undefined for GET and DELETE. */
  readonly body: JSONRPCMessage | undefined;
  readonly admitted: Admitted;
  /** What this caller is served with. */
  readonly config: ServerConfig;
}

export interface Legacy {
  serve(request: LegacyRequest): Promise<void>;
  /** How many requests are being answered. */
  readonly inFlight: () => number;
  /** Ends them. */
  close(): void;
}

/** The clients of 2025-11-25 and before: `initialize`, then requests that name the session. */
export function openLegacy(state: State, log: Log): Legacy {
  const sessions = openSessions(state);
  const post = openPost(state, (error) =>
    log("warn", "messages of other processes cannot be read", { error: String(error) }),
  );
  const inFlight = new Set<Exchange>();

  const begin = (given: LegacyRequest, message: JSONRPCRequest): Promise<void> => {
    const { principal } = given.admitted;
    return serve(given, message, {
      // before a session there is none to ask
      onQuestion: () => "",
      async onResult({ protocolVersion }) {
        const handshake = handshakeOf(message, String(protocolVersion));
        return { "mcp-session-id": await sessions.begin(handshake, principal.id) };
      },
    });
  };

  const proceed = async (given: LegacyRequest, session: Session): Promise<void> => {
    const { request, response, body } = given;
    if (request.method === "DELETE") {
      await sessions.end(session);
      response.writeHead(200).end();
      return;
    }
    if (body === undefined) return tellLost(request, response);
    const questions = await questionIds(state, session);
    if (isJSONRPCRequest(body)) {
      const waiting: Disposable[] = [];
      const expect = (...given: Parameters<Post["expect"]>) => waiting.push(post.expect(...given));
      const asking = {
        handshake: session,
        onQuestion(deliver: (answer: JSONRPCMessage) => void) {
          const id = questions.next();
          expect(answerBox(session, id), deliver);
          return id;
        },
      };
      try {
        return await serve(given, body, asking, (running) =>
          expect(cancelBox(session, body.id), () => running.cancel()),
        );
      } finally {
        for (const each of waiting) each[Symbol.dispose]();
      }
    }
    const refusal = await forward(body, session, questions, post);
    if (refusal !== undefined) return refuse(response, refusal);
    response.writeHead(202).end();
  };

  const serve = async (
    { config, response, admitted: { auth } }: LegacyRequest,
    message: JSONRPCRequest,
    asking: Omit<Asking, "auth">,
    started: (running: Exchange) => unknown = () => {},
  ): Promise<void> => {
    // it went while its message was read
    if (response.destroyed) return;
    const running = exchange(createServer(config), message, response, { ...asking, auth });
    inFlight.add(running);
    started(running);
    try {
      await running.ended;
    } finally {
      inFlight.delete(running);
    }
  };

  return {
    async serve(given) {
      const { request, response, body, admitted } = given;
      if (body !== undefined && isInitializeRequest(body) && isJSONRPCRequest(body))
        return begin(given, body);
      const id = request.headers["mcp-session-id"];
      if (typeof id !== "string") return refuse(response, noSession);
      const session = await sessions.find(id, admitted.principal.id);
      if (session === undefined) return refuse(response, unknownSession);
      const version = request.headers["mcp-protocol-version"];
      if (typeof version === "string" && !SUPPORTED_PROTOCOL_VERSIONS.includes(version))
        return refuse(response, unknownVersion);
      return proceed(given, session);
    },
    inFlight: () => inFlight.size,
    close() {
      for (const running of inFlight) running.abandon();
      post.close();
    },
  };
}

const noSession: Refusal = {
  status: 400,
  message: "Mcp-Session-Id is missing; it comes with the answer to `initialize`.",
};

const unknownSession: Refusal = {
  status: 404,
  code: -32_001,
  message: "There is no such session; begin one with `initialize`.",
};

const unknownVersion: Refusal = {
  status: 400,
  message: `MCP-Protocol-Version names none that is served with sessions; these are ${SUPPORTED_PROTOCOL_VERSIONS.join(", ")}.`,
};

/**
 * A client whose stream broke asks for the rest of it. Otherwise GET is for what belongs to no request, and of that this server has
 * nothing to say.
 */
function tellLost({ headers }: IncomingMessage, response: ServerResponse): void {
  const eventId = headers["last-event-id"];
  const request = typeof eventId === "string" ? readLostId(eventId) : undefined;
  if (request === undefined)
    return refuse(response, {
      status: 405,
      message: "Method not allowed.",
      headers: { allow: "POST, DELETE" },
    });
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.end(`event: message\ndata: ${JSON.stringify(lost(request))}\n\n`);
}

/** Bytes of what a client can do: with the longest names, the id of its session is still one that is taken. */
const longestCapabilities = 1_000;

/** What the tools go by; a session's id is a header and has to stay short. */
function handshakeOf({ params = {} }: JSONRPCRequest, protocolVersion: string): Handshake {
  const { capabilities, clientInfo } = params as unknown as Handshake;
  const { elicitation, sampling, extensions = {} } = capabilities;
  const pages = (extensions as Record<string, unknown>)[appsExtension];
  const kept = {
    ...(elicitation === undefined ? {} : { elicitation }),
    // no tool of ours asks the client's model; those of the conformance suite do
    ...(sampling === undefined ? {} : { sampling }),
    ...(pages === undefined ? {} : { extensions: { [appsExtension]: pages } }),
  };
  return {
    protocolVersion,
    capabilities: Buffer.byteLength(JSON.stringify(kept)) > longestCapabilities ? {} : kept,
    clientInfo: { name: clientInfo.name.slice(0, 100), version: clientInfo.version.slice(0, 100) },
  };
}
