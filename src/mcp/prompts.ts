import {
  CLIENT_INFO_META_KEY,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
  type StandardSchemaWithJSON,
  completable,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { once } from "../core/once.ts";
import type { Tool } from "../core/tool.ts";
import { findPrompts } from "../prompts/find.ts";
import type { Prompt, Values } from "../prompts/prompt.ts";
import { type Completions, startingWith } from "./completions.ts";

export interface PromptConfig {
  readonly tools: readonly Tool[];
  /** Names to complete arguments with, where there is a Neon to ask. */
  readonly completions?: Completions;
}

/** The YAML parser would double what a server loads, so the files are read with the first request that needs them. */
const loaded = once(async () => {
  const [{ loadPrompts }, { faults, render }, { asSentence }] = await Promise.all([
    import("../prompts/load.ts"),
    import("../prompts/render.ts"),
    import("../prompts/sentence.ts"),
  ]);
  const prompts = new Map(loadPrompts().map((prompt) => [prompt.name, prompt]));
  return { prompts, faults, render, asSentence };
});
/** Their names come from the folder; reading that costs a fraction of a millisecond, once. */
let files: ReturnType<typeof findPrompts> | undefined;

/**
 * The prompts of the package. Each is offered that has at least one tool that is served: what is missing is said in its
 * text, because an agent that may only read still knows best what to hand to the user.
 */
export function registerPrompts(server: McpServer, config: PromptConfig): void {
  const served = config.tools.map(({ name }) => name);
  const offered = ({ tools }: Prompt): boolean => tools.some((tool) => served.includes(tool));

  for (const { name } of (files ??= findPrompts())) {
    const argsSchema = argumentsOf(name, completionShape(name, config.completions));
    server.registerPrompt(name, { argsSchema }, async (given, ctx: ServerContext) => {
      const { prompts, render, asSentence } = await loaded();
      const prompt = prompts.get(name);
      if (prompt === undefined || !offered(prompt)) throw notOffered(name);
      const values = splitsLines(ctx, server) ? asSentence(prompt, given) : given;
      const text = render(prompt, values, served);
      return {
        description: prompt.description,
        messages: [{ role: "user", content: { type: "text", text } }],
      };
    });
  }
  // the SDK lists what it was told when a prompt was registered, and that was only the name
  server.server.setRequestHandler("prompts/list", async () => {
    const { prompts } = await loaded();
    return { prompts: [...prompts.values()].filter(offered).map(listed) };
  });
}

/** Clients that fill arguments with the words of a line. */
function splitsLines(ctx: ServerContext, server: McpServer): boolean {
  const envelope = ctx.mcpReq.envelope as Record<string, unknown> | undefined;
  const client = envelope?.[CLIENT_INFO_META_KEY] ?? server.server.getClientVersion();
  return (client as { name?: unknown } | undefined)?.name === "claude-code";
}

const listed = ({ name, title, description, arguments: args }: Prompt) => ({
  name,
  title,
  description,
  arguments: args.map(({ name: called, description: meaning, required }) => ({
    name: called,
    description: meaning,
    required,
  })),
});

/** Checks by the file's own declaration; completes whatever is called as something that Neon has names of. */
function argumentsOf(
  name: string,
  shape: z.ZodRawShape,
): StandardSchemaWithJSON<Values> & { readonly shape: z.ZodRawShape } {
  const anything = (): Record<string, unknown> => ({ type: "object" });
  return {
    shape,
    "~standard": {
      version: 1,
      vendor: "neon-dba",
      async validate(value) {
        const { prompts, faults } = await loaded();
        const prompt = prompts.get(name);
        if (prompt === undefined) throw notOffered(name);
        const values = value as Values;
        const found = faults(prompt, values);
        return found.length === 0
          ? { value: values }
          : { issues: found.map((message) => ({ message })) };
      },
      jsonSchema: { input: anything, output: anything },
    },
  };
}

/** Arguments that the files may give values for: the SDK wants their names before a file is read. */
const valued = ["stack", "symptom", "source"] as const;

const completionShape = (prompt: string, completions: Completions | undefined): z.ZodRawShape =>
  Object.fromEntries([
    ...Object.entries(completions ?? {}).map(([name, complete]) => [
      name,
      completable(z.string(), (typed, context) => complete(typed, context?.arguments)),
    ]),
    ...valued.map((name) => [
      name,
      completable(z.string(), async (typed) => {
        const declared = (await loaded()).prompts.get(prompt)?.arguments;
        return startingWith(typed, declared?.find((each) => each.name === name)?.values ?? []);
      }),
    ]),
  ]);

const notOffered = (name: string): ProtocolError =>
  new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Prompt ${name} is not offered: the server serves none of its tools`,
  );
