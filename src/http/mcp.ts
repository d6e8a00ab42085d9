import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type JSONRPCMessage,
  classifyInboundRequest,
  isInitializeRequest,
} from "@modelcontextprotocol/server";
import type { Admitted } from "../auth/authenticate.ts";
import type { Reason } from "../auth/refusal.ts";
import type { Access } from "../core/deps.ts";
import type { ServerConfig } from "../mcp/server.ts";
import type { State } from "../state/state.ts";
import { readBody } from "./body.ts";
import { openCalls } from "./calls.ts";
import { openLegacy } from "./legacy/serve.ts";
import { openListeners } from "./listeners.ts";
import { openModern } from "./modern.ts";
import { stepUp } from "./permission.ts";
import { type Refusal, refuse, sendRefusal } from "./refuse.ts";

export interface McpOptions {
  readonly state: State;
  readonly config: ServerConfig;
  readonly serveCaller: ServeCaller;
  /** Called with the message that a request turned out to hold. */
  readonly onMessage: (request: IncomingMessage, message: object) => void;
  readonly onRefused: (reason: Reason) => void;
}

/** What one caller is served with; `close` ends what was opened for this request alone, once its calls have ended. */
export type ServeCaller = (admitted: Admitted) => {
  readonly config: ServerConfig;
  /** What may be done here whatever the token: the operator's access, or the less that the request itself wants. */
  readonly most: Access;
  close(): Promise<void>;
};

export interface Mcp {
  serve(request: IncomingMessage, response: ServerResponse, admitted: Admitted): Promise<void>;
  /** Requests of the 2025 era that are being answered. */
  readonly sessionRequests: () => number;
  /** Ends every call and stream. */
  close(): Promise<void>;
}

/** The MCP endpoint: each request goes to the era that it is of. */
export function openMcp({ state, config, serveCaller, onMessage, onRefused }: McpOptions): Mcp {
  const calls = openCalls(config.log);
  const modern = openModern(config.log);
  const legacy = openLegacy(state, config.log);
  const listen = openListeners();

  const serveMessage = async (
    request: IncomingMessage,
    response: ServerResponse,
    admitted: Admitted,
    body?: object,
  ): Promise<void> => {
    const caller = serveCaller(admitted);
    try {
      const more = body === undefined ? undefined : await stepUp(admitted, caller, body);
      if (more !== undefined) return sendRefusal(response, more, onRefused);
      const { auth } = admitted;
      const served = { config: caller.config, auth };
      if (body !== undefined && (await calls.serve(request, response, body, served))) return;
      const config = narrowed(caller.config, body);
      if (body !== undefined && !isLegacy(request, body))
        await modern.serve(request, response, body, { config, auth });
      else if (body !== undefined && isBadInitialize(body)) refuse(response, badInitialize(body));
      else if (body === undefined || accepts(request))
        await legacy.serve({ request, response, body: body as JSONRPCMessage, admitted, config });
      else
        refuse(response, {
          status: 406,
          message: "Accept has to name both application/json and text/event-stream.",
        });
    } finally {
      await caller.close();
    }
  };

  return {
    sessionRequests: legacy.inFlight,
    async serve(request, response, admitted) {
      // DELETE ends a session of the 2025 era, and whoever asks by GET is of it too
      if (request.method === "DELETE" || request.method === "GET")
        return serveMessage(request, response, admitted);
      if (request.method !== "POST")
        return refuse(response, {
          status: 405,
          message: "Method not allowed.",
          headers: { allow: "POST, DELETE" },
        });
      const read = await readBody(request);
      if (read === undefined) return;
      if ("refusal" in read) return refuse(response, read.refusal);
      onMessage(request, read.body);
      const tooMany = listen(admitted.principal.id, read.body, response);
      if (tooMany !== undefined) return refuse(response, tooMany);
      return serveMessage(request, response, admitted, read.body);
    },
    async close() {
      calls.close();
      legacy.close();
      await modern.close();
    },
  };
}

function isLegacy(request: IncomingMessage, body: object): boolean {
  const asked = { httpMethod: "POST", ...headersOf(request), body };
  return classifyInboundRequest(asked).kind === "legacy";
}

/** It begins a session, so that to say that one is missing would help nobody. */
const isBadInitialize = (body: object): boolean =>
  (body as { method?: unknown }).method === "initialize" && !isInitializeRequest(body);

function badInitialize({ id }: { readonly id?: unknown }): Refusal {
  return {
    status: 400,
    code: -32_602,
    message:
      "The params of `initialize` have to hold protocolVersion, capabilities and clientInfo.",
    id: typeof id === "string" || typeof id === "number" ? id : null,
  };
}

/** A call needs its own tool only; to make a server with all of them for each is most of what HTTP costs. */
function narrowed(config: ServerConfig, body: object = {}): ServerConfig {
  const { method, params } = body as { method?: unknown; params?: { name?: unknown } };
  if (method !== "tools/call") return config;
  const tools = config.tools.filter(({ name }) => name === params?.name);
  return { ...config, tools, isForCall: true };
}

function headersOf({ headers }: IncomingMessage) {
  const one = (name: string): string | undefined =>
    typeof headers[name] === "string" ? headers[name] : undefined;
  const [version, method, name] = ["mcp-protocol-version", "mcp-method", "mcp-name"].map(one);
  return {
    ...(version === undefined ? {} : { protocolVersionHeader: version }),
    ...(method === undefined ? {} : { mcpMethodHeader: method }),
    ...(name === undefined ? {} : { mcpNameHeader: name }),
  };
}

function accepts({ headers: { accept = "" } }: IncomingMessage): boolean {
  return accept.includes("application/json") && accept.includes("text/event-stream");
}
