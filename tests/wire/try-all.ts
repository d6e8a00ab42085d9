import type { Client } from "@modelcontextprotocol/client";
import { expect } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { toolsets } from "../../tools/index.ts";
import { textOf } from "../helpers/client.ts";
import type { Attempt } from "./attempts.ts";

const AT_ONCE = 6;
const FAULT = /ended with an error that it does not know|^UNAVAILABLE(?!.*does not run)/;

/** What the server is started with. */
export const flags = [
  "--toolsets=all",
  "--access=full",
  "--rate-limit=1000000",
  "--log-level=error",
];

export const toolsOf = (...names: (keyof typeof toolsets)[]): readonly Tool[] =>
  names.flatMap((name): readonly Tool[] => toolsets[name].tools);

/** All of them, a few at once. Throws with what is no coded refusal and no result. */
export async function tryAll(client: Client, attempts: readonly Attempt[]): Promise<void> {
  const faults: string[] = [];
  const left = [...attempts];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const { tool, paths, what, args, singly } = next;
      const answer = await client
        .callTool({ name: tool, arguments: args }, { timeout: 200_000 })
        .catch((error: unknown) => `threw ${String(error)}`);
      const text = typeof answer === "string" ? answer : textOf(answer);
      if (FAULT.test(text) || typeof answer === "string")
        faults.push(`${tool} ${paths.join()}: ${what}: ${text.slice(0, 400)}`);
      else if (answer.isError === true) left.push(...singly);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(faults).toEqual([]);
}
