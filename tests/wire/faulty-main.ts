import * as z from "zod";
import { main } from "../../src/cli/main.ts";
import { defineTool, type Tool } from "../../src/core/tool.ts";

/** The secrets of this process, in words that someone could have put into an error. */
const said = `refused ${process.env["DATABASE_URL"]} ${process.env["NEON_API_KEY"]} ${process.env["SAID"]}`;

/** An error as HTTP clients throw it: with the request that failed. */
const told = (): Error =>
  Object.assign(new Error(said, { cause: new Error(said) }), {
    config: { headers: { authorization: `Bearer ${process.env["SAID"]}` } },
  });

const tool = (name: string, effect: Tool["effect"], run: () => Promise<never>): Tool =>
  defineTool({
    name,
    title: name,
    description: name,
    effect,
    input: z.object({}),
    output: z.object({}),
    untrusted: [],
    run,
    render: () => ({ head: "done" }),
  });

const later = (work: () => void): Promise<never> => {
  setTimeout(work, 10);
  return new Promise(() => {});
};

/** Each ends in another way that no tool of ours should. */
const tools: readonly Tool[] = [
  tool("throw_error", "read", async () => {
    throw told();
  }),
  tool("throw_text", "read", async () => {
    throw said;
  }),
  tool("throw_object", "write", async () => {
    throw { message: said, toString: () => said };
  }),
  tool("crash", "read", () =>
    later(() => {
      throw told();
    }),
  ),
  tool("reject", "read", () => later(() => void Promise.reject(told()))),
  tool("reject_text", "write", () => later(() => void Promise.reject(said))),
];

const toolsets = { faulty: { tools, isDefault: true, instructions: "" } };
process.exitCode = await main(process.argv.slice(2), process.env, toolsets);
