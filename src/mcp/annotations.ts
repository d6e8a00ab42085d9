import type { ToolAnnotations } from "@modelcontextprotocol/server";
import type { Tool } from "../core/tool.ts";

/**
 * The four hints, all said, because a hint that is absent counts as the worst case. Rows can hold the words of strangers,
 * so every tool that returns them is open-world: hosts take that as the signal for tainted content.
 */
export function annotations(
  tool: Pick<Tool, "effect" | "untrusted">,
): Required<Omit<ToolAnnotations, "title">> {
  return {
    readOnlyHint: tool.effect === "read",
    destructiveHint: tool.effect === "destroy",
    idempotentHint: tool.effect === "read",
    openWorldHint: tool.untrusted.length > 0,
  };
}
