import { createHmac, timingSafeEqual } from "node:crypto";
import { ToolError } from "../core/errors.ts";
import type { Tool } from "../core/tool.ts";
import type { Seal } from "./request-state.ts";

/** Of the MAC's characters: 96 bits are beyond guessing, and a model has to copy them. */
const LENGTH = 16;

/**
 * The output with each `next_cursor` signed for its caller and tool. A cursor may hold the last key that was shown: it goes on for whom it
 * was made, and says nothing to one who found it.
 */
export async function sealCursors<T extends object>(output: T, tool: Tool, seal: Seal): Promise<T> {
  const entries = await Promise.all(
    Object.entries(output).map(async ([name, value]: [string, unknown]) => {
      if (name === "next_cursor" && typeof value === "string")
        return [name, `${value}.${await sign(value, tool, seal)}`] as const;
      if (name !== "results" || !Array.isArray(value)) return [name, value] as const;
      const each = value.map((one: object) => sealCursors(one, tool, seal));
      return [name, await Promise.all(each)] as const;
    }),
  );
  return Object.fromEntries(entries) as T;
}

/** The input with the cursor as the tool made it. Throws INVALID_INPUT where it is another caller's or another tool's. */
export async function openCursor<T extends { cursor?: unknown }>(
  input: T,
  tool: Tool,
  seal: Seal,
): Promise<T> {
  const { cursor: sealed } = input;
  if (typeof sealed !== "string") return input;
  const at = sealed.lastIndexOf(".");
  const cursor = sealed.slice(0, Math.max(at, 0));
  const expected = Buffer.from(await sign(cursor, tool, seal));
  const given = Buffer.from(sealed.slice(at + 1));
  if (given.length === expected.length && timingSafeEqual(given, expected))
    return { ...input, cursor };
  throw new ToolError(
    "INVALID_INPUT",
    "The cursor does not belong to this call, or not to this caller.",
    "Repeat the call that returned it with only `cursor` added; or leave `cursor` out to begin again.",
  );
}

async function sign(cursor: string, { name }: Tool, { ledger, principal }: Seal): Promise<string> {
  return createHmac("sha256", await ledger.key())
    .update(JSON.stringify(["cursor", principal, name, cursor]))
    .digest("base64url")
    .slice(0, LENGTH);
}
