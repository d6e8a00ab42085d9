import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type AuthInfo,
  type JSONRPCMessage,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  ProtocolErrorCode,
  isJSONRPCRequest,
} from "@modelcontextprotocol/server";
import type { Tool } from "../core/tool.ts";
import type { Log } from "../mcp/run.ts";
import { type ServerConfig, createServer } from "../mcp/server.ts";
import { jsonSchema } from "../mcp/wire-schema.ts";
import { CallTransport, revision } from "./call-transport.ts";
import { type Reply, openReply } from "./reply.ts";

export interface Served {
  readonly config: ServerConfig;
  readonly auth: AuthInfo;
}

/** The calls of tools among the requests of 2026-07-28. */
export interface Calls {
  /** True when the call was answered, or its caller has gone; false where the SDK's own entry has to answer. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: object,
    served: Served,
  ): Promise<boolean>;
  /** Ends every call. */
  close(): void;
}

/** A call that is silent for longer becomes a stream. */
const patienceMs = 5_000;

/**
 * Serves calls by a server for each caller and tool that stays, where the SDK's entry makes one for each request and hands over requests
 * and responses as web streams: together half of what a call took here. It takes the calls whose headers say just what their body says,
 * and of these what the protocol layer does not refuse at once; the rules for all others are the entry's.
 */
export function openCalls(log: Log): Calls {
  // a caller's config stays the same as long as he is remembered, and his servers go with it
  const servers = new WeakMap<ServerConfig, Map<Tool, Promise<CallTransport>>>();
  const running = new Set<() => void>();

  const transportOf = (config: ServerConfig, tool: Tool): Promise<CallTransport> => {
    const own = servers.get(config) ?? new Map<Tool, Promise<CallTransport>>();
    servers.set(config, own);
    const transport = own.get(tool) ?? connect({ ...config, tools: [tool] }, log);
    own.set(tool, transport);
    return transport;
  };

  const answer = (
    transport: CallTransport,
    message: JSONRPCRequest,
    auth: AuthInfo,
    response: ServerResponse,
  ): Promise<boolean> =>
    new Promise((resolve) => {
      let reply: Reply | undefined;
      const end = (): void => {
        running.delete(end);
        cancel();
        resolve(true);
      };
      const cancel = transport.call(message, auth, (said) => {
        // a tool answers later; what comes at once is the protocol layer's
        if (reply === undefined) return resolve(false);
        if ("method" in said) return reply.write(said);
        reply.end(said, { status: statusOf(said) });
        end();
      });
      reply = openReply(response, { patienceMs });
      running.add(end);
      response.once("close", end);
    });

  return {
    async serve(request, response, body, { config, auth }) {
      const called = calledBy(request, body, config);
      if (called === undefined) return false;
      const transport = await transportOf(config, called.tool);
      // it went while its message was read
      return response.destroyed || answer(transport, called.message, auth, response);
    },
    close() {
      for (const end of running) end();
    },
  };
}

interface Called {
  readonly tool: Tool;
  readonly message: JSONRPCRequest;
}

/** The call that a request is, if its headers say the same; `undefined` for whatever else it may be. */
function calledBy(
  { headers }: IncomingMessage,
  body: object,
  { tools }: ServerConfig,
): Called | undefined {
  const { method, params } = body as Partial<JSONRPCRequest>;
  const { name, _meta: meta } = (params ?? {}) as { name?: unknown; _meta?: object | null };
  const isSaid =
    method === "tools/call" &&
    headers["mcp-method"] === method &&
    headers["mcp-name"] === name &&
    headers["mcp-protocol-version"] === revision &&
    (meta as Record<string, unknown> | undefined)?.[PROTOCOL_VERSION_META_KEY] === revision;
  // what is no request to the server that stays, it would never answer
  const tool =
    isSaid && isJSONRPCRequest(body) ? tools.find((each) => each.name === name) : undefined;
  return tool === undefined || namesHeaders(tool)
    ? undefined
    : { tool, message: body as JSONRPCRequest };
}

const known = new WeakMap<Tool, boolean>();

/** Whether the client sends some of its arguments as headers, too (SEP-2243). */
function namesHeaders(tool: Tool): boolean {
  const found =
    known.get(tool) ?? JSON.stringify(jsonSchema(tool.input, "input")).includes('"x-mcp-header"');
  known.set(tool, found);
  return found;
}

async function connect(config: ServerConfig, log: Log): Promise<CallTransport> {
  const transport = new CallTransport();
  const server = createServer({ ...config, isForCall: true, revisions: [revision] });
  server.server.onerror = (error) => log("debug", "protocol", { error: error.message });
  await server.connect(transport);
  return transport;
}

/** All that a tool answers is 200 but this, by the specification of the error. */
const statusOf = (message: JSONRPCMessage): number =>
  "error" in message && message.error.code === ProtocolErrorCode.MissingRequiredClientCapability
    ? 400
    : 200;
