import { parseDuration } from "../core/duration.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import { PLANS, PRICES_AS_OF } from "../core/neon-facts.ts";

const [HOUR, DAY] = [3_600, 86_400];
const LONGEST_SECONDS = 30 * DAY;

/** Seconds of `6h` or `7d`; `0h` keeps no history. Throws INVALID_INPUT. */
export function parseHistory(text: string): number {
  const seconds = parseDuration(text, ["h", "d"]);
  if (seconds === undefined || seconds > LONGEST_SECONDS)
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(text)}\` is no length that a history can have.`,
      `Write hours or days, \`6h\` or \`7d\`. ${longest()}`,
    );
  return seconds;
}

/** `7 days`, `6 hours`. */
export function historyText(seconds: number): string {
  const [count, unit] =
    seconds >= DAY && seconds % DAY === 0
      ? [seconds / DAY, "day"]
      : [Math.round((seconds / HOUR) * 10) / 10, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** What each plan allows. */
export function longest(): string {
  const each = Object.entries(PLANS).map(
    ([plan, { historySecondsMost }]) => `${plan} ${historyText(historySecondsMost)}`,
  );
  return `At most: ${each.join(", ")} (plans as of ${PRICES_AS_OF}).`;
}
