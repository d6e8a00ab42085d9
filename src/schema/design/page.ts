import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";

/** Characters of a later part in JSON, of the 40,000 that a result may have. */
const ROOM = 34_000;

/** A stretch of the statements; the parts follow each other without anything between. */
interface DdlPart {
  readonly ddl: string;
  /** Absent of the last part. */
  readonly next_cursor?: string;
}

/** As many whole statements as there is room for, and at least a piece of one. */
export function firstPart(ddl: string, room: number): DdlPart {
  return partFrom(ddl, 0, room);
}

/** What follows the part that gave the cursor. Throws INVALID_INPUT where that was a part of other statements. */
export function nextPart(ddl: string, cursor: string): DdlPart {
  const [place = "", sum] = cursor.split(".");
  if (/^\d+$/.test(place) && sum === sumOf(ddl)) return partFrom(ddl, Number(place), ROOM);
  throw new ToolError(
    "INVALID_INPUT",
    "The cursor belongs to another design: the model is not the same.",
    "Call design_schema without `cursor`, and begin the ddl again.",
  );
}

function partFrom(ddl: string, from: number, room: number): DdlPart {
  const part = cut(ddl.slice(from), room);
  const to = from + part.length;
  return to < ddl.length ? { ddl: part, next_cursor: `${to}.${sumOf(ddl)}` } : { ddl: part };
}

/** Between statements, or between lines where one statement is too long, or else between characters. */
function cut(text: string, room: number): string {
  let part = text.slice(0, room);
  while (JSON.stringify(part).length > room) part = part.slice(0, Math.floor(part.length * 0.98));
  if (part.length === text.length) return part;
  for (const end of [";\n\n", "\n"]) {
    const at = part.lastIndexOf(end);
    if (at >= 0) return part.slice(0, at + end.length);
  }
  // both halves of a character
  return /[\uD800-\uDBFF]$/.test(part) ? part.slice(0, -1) : part;
}

const sumOf = (ddl: string): string =>
  createHash("sha256").update(ddl).digest("base64url").slice(0, 10);
