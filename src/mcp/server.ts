import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import type { Call, Tool } from "../core/tool.ts";
import type { Answer } from "./answer.ts";
import type { OnAgreed } from "./around.ts";
import { createDrawing } from "./apps/drawing.ts";
import { appsExtension, registerPictures, showsPages } from "./apps/register.ts";
import { type ConfirmMode, Question, protocolCall } from "./call.ts";
import type { Ledger } from "./confirmation.ts";
import { areOfNeon, type Completions } from "./completions.ts";
import { definitionOf } from "./definition.ts";
import { registerNeonResources } from "./neon-resources.ts";
import { registerPrompts } from "./prompts.ts";
import { openState } from "./request-state.ts";
import { registerResources } from "./resources.ts";
import { runTool } from "./run.ts";
import { runAround, type Surroundings, traceOf } from "./run-around.ts";
import { registerSkills } from "./skills.ts";

export interface ServerConfig extends Surroundings {
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
    const call = {
      ...protocolCall(context, ctx, server),
      ...(drawing === undefined ? {} : { draw: drawing.draw }),
    };
    const asked = {
      method: "tools/call",
      tool,
      args,
      traceparent: traceOf(ctx),
      signal: call.signal,
      progress: (...told: Parameters<Call["progress"]>) => call.progress(...told),
      onAgreed,
    } as const;
    try {
      const answer = await runAround(asked, config, (signal) =>
        runTool(tool, args, { ...call, signal }, config),
      );
      return result(answer, drawing?.meta(config.redact));
    } catch (error) {
      if (error instanceof Question) return error.answer;
      throw error;
    }
  });
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
