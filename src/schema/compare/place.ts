import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import type { Comparison } from "./compare.ts";

/** How much of each list the answers before had. */
export interface Place {
  readonly changes: number;
  readonly forward: number;
  readonly backward: number;
}

export const beginning: Place = { changes: 0, forward: 0, backward: 0 };

/** It is no secret and grants nothing. */
export function encodePlace({ changes, forward, backward }: Place, of: Comparison): string {
  return `${changes}.${forward}.${backward}.${sumOf(of)}`;
}

/** Throws INVALID_INPUT when the schemas, and with them the scripts, are others now. */
export function decodePlace(cursor: string, of: Comparison): Place {
  const [, changes, forward, backward, sum] = /^(\d+)\.(\d+)\.(\d+)\.(\w+)$/.exec(cursor) ?? [];
  if (sum === sumOf(of))
    return { changes: Number(changes), forward: Number(forward), backward: Number(backward) };
  throw new ToolError(
    "INVALID_INPUT",
    "The cursor does not belong to this comparison: it was of others, or a schema has changed since.",
    "Repeat the call that returned it with the same arguments and only `cursor` added, or leave `cursor` out to begin again.",
  );
}

function sumOf({ changes, ways }: Comparison): string {
  const texts = [
    changes.map(({ object, detail }) => [object, detail]),
    ways?.forward.statements.map(({ sql }) => sql),
    ways?.backward.statements.map(({ sql }) => sql),
  ];
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
}
