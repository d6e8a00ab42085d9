import { setMaxListeners } from "node:events";
import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import type { Tool } from "../core/tool.ts";
import type { Answer } from "./answer.ts";
import type { Around, OnAgreed } from "./around.ts";
import { createDrawing } from "./apps/drawing.ts";
import { appsExtension, registerPictures, showsPages } from "./apps/register.ts";
import { type ConfirmMode, Question, protocolCall } from "./call.ts";
import type { Ledger } from "./confirmation.ts";
import { areOfNeon, type Completions } from "./completions.ts";
import { definitionOf } from "./definition.ts";
import { follow } from "./follow.ts";
import { registerNeonResources } from "./neon-resources.ts";
import { registerPrompts } from "./prompts.ts";
import { openState } from "./request-state.ts";
import { registerResources } from "./resources.ts";
import { type Runtime, runTool } from "./run.ts";
import { registerSkills } from "./skills.ts";

export interface ServerConfig extends Runtime {
  readonly name: string;
  readonly version: string;
  readonly instructions: string;
  readonly tools: readonly Tool[];
  /** It answers one tool call and nothing else: prompts, resources and skills, whose making costs more than the call, are left out. */
  readonly isForCall?: boolean;
  /** The request has asked for less than others see. */
  readonly isNarrowed?: boolean;
  /** Revisions of the protocol that are spoken; what the SDK takes for itself unless given. */
  readonly revisions?: readonly string[];
  readonly confirm: ConfirmMode;
  /** Names to complete arguments with, where there is a Neon to ask. */
  readonly completions?: Completions;
  readonly ledger: Ledger;
  /** Whose calls these are; confirmations are bound to it. */
  readonly principal: string;
  /** What stands around each call: audit, limits, measuring. */
  readonly around?: Around;
  /** The calls in flight, for whoever has to wait for them before the process ends. */
  readonly running: Set<Promise<unknown>>;
  /** Aborted when the process ends and calls have had their time: each then answers that it was cancelled. */
  readonly ending?: AbortSignal;
}

/** Lists depend on flags alone, never on the caller, unless he wanted less. */
const listCache = ({ isNarrowed = false }: ServerConfig) =>
  ({ ttlMs: 300_000, cacheScope: isNarrowed ? "private" : "public" }) as const;

/** One MCP server over the given tools. It holds no state of its own, so one may be made per connection or request. */
export function createServer(config: ServerConfig): McpServer {
  const server = new McpServer(
    { name: config.name, version: config.version, title: "neon-dba" },
    {
      instructions: config.instructions,
      capabilities: { tools: {}, extensions: { [appsExtension]: {} } },
      cacheHints: { "tools/list": listCache(config), "prompts/list": listCache(config) },
      requestState: { verify: (state) => openState(config, state) },
      ...(config.revisions === undefined
        ? {}
        : { supportedProtocolVersions: [...config.revisions] }),
    },
  );
  for (const tool of config.tools) registerTool(server, tool, config);
  if (config.isForCall === true) return server;
  registerResources(server, config);
  registerPictures(server, config.tools);
  registerPrompts(server, config);
  registerSkills(server);
  if (areOfNeon(config.completions)) registerNeonResources(server, config, config.completions);
  return server;
}

function registerTool(server: McpServer, tool: Tool, config: ServerConfig): void {
  const { name } = tool;
  const definition = definitionOf(tool);
  const { _meta: meta } = definition;
  server.registerTool(name, definition, async (args, ctx: ServerContext) => {
    const onAgreed = new Set<OnAgreed>();
    const context = {
      tool: name,
      args,
      principal: config.principal,
      mode: config.confirm,
      ledger: config.ledger,
      redact: config.redact,
      onAgreed,
    };
    const drawing = meta !== undefined && showsPages(ctx, server) ? createDrawing() : undefined;
    using stop = follow(ctx.mcpReq.signal, config.ending);
    // each connection and request of the call listens to it
    setMaxListeners(0, stop.signal);
    const call = {
      ...protocolCall(context, ctx, server),
      signal: stop.signal,
      ...(drawing === undefined ? {} : { draw: drawing.draw }),
    };
    const run = (): Promise<Answer> => runTool(tool, args, call, config);
    const running =
      config.around === undefined
        ? run()
        : config.around(
            {
              tool,
              args,
              principal: config.principal,
              deps: config.deps,
              traceparent: traceOf(ctx),
              signal: call.signal,
              progress: (...told) => call.progress(...told),
              onAgreed,
            },
            run,
          );
    config.running.add(running);
    try {
      return result(await running, drawing?.meta(config.redact));
    } catch (error) {
      if (error instanceof Question) return error.answer;
      throw error;
    } finally {
      config.running.delete(running);
    }
  });
}

/** SEP-414: the trace context travels in `_meta`. */
function traceOf(ctx: ServerContext): string | undefined {
  const traceparent = (ctx.mcpReq._meta as Record<string, unknown> | undefined)?.["traceparent"];
  return typeof traceparent === "string" ? traceparent : undefined;
}

function result(
  { text, structured, isError }: Answer,
  meta?: CallToolResult["_meta"],
): CallToolResult {
  return {
    content: [{ type: "text", text }],
    ...(structured === undefined ? {} : { structuredContent: structured }),
    ...(isError ? { isError } : {}),
    ...(meta === undefined || isError ? {} : { _meta: meta }),
  };
}
