import type { Narrowable, Narrowing } from "../auth/narrowing.ts";
import type { Config } from "../config.ts";
import { type Setting, instructions } from "../mcp/instructions.ts";
import { type Toolset, selectTools } from "../mcp/select.ts";
import type { ServerConfig } from "../mcp/server.ts";

export interface Narrower {
  readonly narrowable: Narrowable;
  /** What a request is served with that narrows itself: as if the server had been started with less. */
  narrow(narrowing: Narrowing): Pick<ServerConfig, "tools" | "instructions" | "isNarrowed">;
}

/** Throws an Error with one sentence on a tool or toolset of the settings that does not exist. */
export function createNarrower(
  config: Config,
  toolsets: Readonly<Record<string, Toolset>>,
  deployment: Setting["deployment"],
): Narrower {
  const names = Object.keys(toolsets);
  const isIn = (set: string, tool: string): boolean =>
    toolsets[set]?.tools.some(({ name }) => name === tool) === true;
  const whole = selectTools(toolsets, config);
  const served = names.filter((set) => whole.some(({ name }) => isIn(set, name)));
  const groups = { default: names.filter((set) => toolsets[set]?.isDefault === true), all: names };
  const words = [
    ...served.map((set) => [set, [set]] as const),
    ...Object.entries(groups).filter(([, sets]) => sets.every((set) => served.includes(set))),
  ];
  return {
    narrowable: { access: config.access, toolsets: Object.fromEntries(words) },
    narrow({ access = config.access, toolsets: named = served }) {
      const tools = selectTools(toolsets, { ...config, access }).filter(({ name }) =>
        named.some((set) => isIn(set, name)),
      );
      return {
        tools,
        instructions: instructions(toolsets, tools, { deployment, access }),
        isNarrowed: true,
      };
    },
  };
}
