import { parseDuration } from "../core/duration.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

/** Neon's limit for `expires_at`. */
const LONGEST_DAYS = 30;

/** When something ends that lives for `45m`, `2h` or `7d` from now. Throws INVALID_INPUT. */
export function parseExpiry(text: string, now = Date.now()): Date {
  const seconds = parseDuration(text, ["m", "h", "d"]) ?? 0;
  if (seconds < 60 || seconds > LONGEST_DAYS * 86_400)
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(text)}\` is no lifetime that a branch can have.`,
      `Write minutes, hours or days, \`45m\`, \`2h\` or \`7d\`; ${LONGEST_DAYS} days at most.`,
    );
  // Neon takes whole seconds
  return new Date(Math.ceil(now / 1000 + seconds) * 1000);
}
