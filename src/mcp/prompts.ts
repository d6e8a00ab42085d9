import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type StandardSchemaWithJSON,
  completable,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { once } from "../core/once.ts";
import type { Tool } from "../core/tool.ts";
import { findPrompts } from "../prompts/find.ts";
import type { Prompt, Values } from "../prompts/prompt.ts";
import type { Completions } from "./completions.ts";

export interface PromptConfig {
  readonly tools: readonly Tool[];
  /** Names to complete arguments with, where there is a Neon to ask. */
  readonly completions?: Completions;
}

/** The YAML parser would double what a server loads, so the files are read with the first request that needs them. */
const loaded = once(async () => {
  const [{ loadPrompts }, { faults, render }] = await Promise.all([
    import("../prompts/load.ts"),
    import("../prompts/render.ts"),
  ]);
  return { prompts: new Map(loadPrompts().map((prompt) => [prompt.name, prompt])), faults, render };
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

  const shape = completionShape(config.completions);
  for (const { name } of (files ??= findPrompts())) {
    const argsSchema = argumentsOf(name, shape);
    server.registerPrompt(name, { argsSchema }, async (values) => {
      const { prompts, render } = await loaded();
      const prompt = prompts.get(name);
      if (prompt === undefined || !offered(prompt)) throw notOffered(name);
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

const listed = ({ name, title, description, arguments: args }: Prompt) => ({
  name,
  title,
  description,
  arguments: args.map((argument) => ({ ...argument })),
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

const completionShape = (completions: Completions | undefined): z.ZodRawShape =>
  Object.fromEntries(
    Object.entries(completions ?? {}).map(([name, complete]) => [
      name,
      completable(z.string(), (typed, context) => complete(typed, context?.arguments)),
    ]),
  );

const notOffered = (name: string): ProtocolError =>
  new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Prompt ${name} is not offered: the server serves none of its tools`,
  );
