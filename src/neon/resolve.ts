import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { nearest } from "../core/nearest.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

const MAX_LISTED = 10;

/** The one with this id or, failing that, with this name; INVALID_INPUT when several have the name. */
export function find<T>(
  kind: string,
  wanted: string,
  candidates: readonly T[],
  named: (candidate: T) => Named,
): T | undefined {
  const byId = candidates.find((candidate) => named(candidate).id === wanted);
  if (byId !== undefined) return byId;
  const byName = candidates.filter((candidate) => named(candidate).name === wanted);
  if (byName.length > 1)
    throw new ToolError(
      "INVALID_INPUT",
      `There are ${byName.length} ${kind}s named ${quoted(wanted)}.`,
      `Name the ${kind} by its id: ${listed(byName.map((candidate) => named(candidate).id))}.`,
    );
  return byName[0];
}

/** `known` are the names there are; `next` is given when none of them comes near. */
export function missing(
  kind: string,
  wanted: string,
  known: readonly string[],
  where = "",
): ToolError {
  const close = nearest(wanted, known);
  const guess = close.length === 0 ? "" : `; did you mean ${listed(close, " or ")}?`;
  return new ToolError(
    "NOT_FOUND",
    `There is no ${kind} ${quoted(wanted)}${where}${guess === "" ? "." : guess}`,
    known.length === 0
      ? `There is no ${kind} at all.`
      : `There ${known.length === 1 ? "is" : "are"} ${listed(known)}.`,
  );
}

export const quoted = (name: string): string => `\`${identifier(name)}\``;

export function listed(names: readonly string[], last = ", "): string {
  const shown = names.slice(0, MAX_LISTED).map(quoted);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2
    ? shown.join("")
    : `${shown.slice(0, -1).join(", ")}${last}${shown.at(-1) ?? ""}`;
}
