import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import type { Reported } from "./report.ts";

export interface Page {
  readonly findings: readonly Reported[];
  readonly next: string | undefined;
}

/** Characters of findings on a page. */
const CHARACTERS = 24_000;
/** So many the first page shows beside its groups; who wants all takes the next pages. */
const FIRST = 25;

/**
 * The findings after those of the page before. The first page is short, because it has the groups. Errors: INVALID_INPUT for a
 * cursor of a call whose findings were others.
 */
export function pageOf(findings: readonly Reported[], cursor: string | undefined): Page {
  const from = cursor === undefined ? 0 : placeOf(cursor, findings);
  const most = cursor === undefined ? FIRST : findings.length;
  let room = CHARACTERS;
  const shown: Reported[] = [];
  for (const finding of findings.slice(from, from + most)) {
    room -= JSON.stringify(finding).length;
    if (room < 0 && shown.length > 0) break;
    shown.push(finding);
  }
  const next = from + shown.length;
  return {
    findings: shown,
    next: next < findings.length ? `${next}.${sumOf(findings)}` : undefined,
  };
}

function placeOf(cursor: string, findings: readonly Reported[]): number {
  const [place = "", sum] = cursor.split(".");
  if (/^\d+$/.test(place) && sum === sumOf(findings)) return Number(place);
  throw new ToolError(
    "INVALID_INPUT",
    "The cursor belongs to other findings: the arguments are not the same, or something has changed meanwhile.",
    "Repeat the call without `cursor`.",
  );
}

const sumOf = (findings: readonly Reported[]): string =>
  createHash("sha256")
    .update(JSON.stringify(findings.map(({ key }) => key)))
    .digest("base64url")
    .slice(0, 10);
