import { parseDuration } from "../core/duration.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

/** Neon's least for what a schedule makes. */
const LEAST_SECONDS = 3_600;
const LONGEST_DAYS = 3_650;

/** Seconds of `12h`, `7d` or `8w`. Throws INVALID_INPUT. */
export function parseLifetime(text: string): number {
  const seconds = parseDuration(text, ["h", "d", "w"]) ?? 0;
  if (seconds >= LEAST_SECONDS && seconds <= LONGEST_DAYS * 86_400) return seconds;
  throw new ToolError(
    "INVALID_INPUT",
    `\`${identifier(text)}\` is no time that a snapshot can be kept.`,
    "Write hours, days or weeks, `12h`, `7d` or `8w`.",
  );
}
