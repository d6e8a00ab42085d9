import { createHash } from "node:crypto";
import { ToolError } from "../../../core/errors.ts";
import type { Key } from "./inventory.ts";
import { levels, type Level } from "./level.ts";

/** Where the next page begins, and how much the pages say. */
export interface Place {
  readonly level: Level;
  readonly after: Key;
}

/** Packs the place; `bound` is whatever has to be the same in the next call. It is no secret and grants nothing. */
export function encodePlace({ level, after }: Place, bound: unknown): string {
  const body = [levels.indexOf(level), ...after];
  return Buffer.from(JSON.stringify([...body, sum(body, bound)])).toString("base64url");
}

/** Throws INVALID_INPUT when the cursor is damaged or belongs to a call with other arguments. */
export function decodePlace(cursor: string, bound: unknown): Place {
  const [level, rank, schema, name, args, check] = listOf(cursor);
  const found = levels[Number(level)];
  if (found === undefined || check !== sum([level, rank, schema, name, args], bound))
    throw new ToolError(
      "INVALID_INPUT",
      "The cursor does not belong to this call.",
      "Repeat the call of describe_database that returned it with the same arguments and only `cursor` added, or leave `cursor` out to begin again.",
    );
  return { level: found, after: [Number(rank), String(schema), String(name), String(args)] };
}

function sum(body: readonly unknown[], bound: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify([body, bound]));
  return hash.digest("base64url").slice(0, 12);
}

function listOf(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
