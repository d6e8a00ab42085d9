import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Neon's limit for `expires_at`. */
const LONGEST_DAYS = 30;

/** When something ends that lives for `45m`, `2h` or `7d` from now. Throws INVALID_INPUT. */
export function parseExpiry(text: string, now = Date.now()): Date {
  const [, count, unit] = /^(\d{1,6})\s*([mhd])$/i.exec(text.trim()) ?? [];
  const ms = Number(count) * UNITS[(unit?.toLowerCase() ?? "m") as keyof typeof UNITS];
  if (unit === undefined || ms < UNITS.m || ms > LONGEST_DAYS * UNITS.d)
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(text)}\` is no lifetime that a branch can have.`,
      `Write minutes, hours or days, \`45m\`, \`2h\` or \`7d\`; ${LONGEST_DAYS} days at most.`,
    );
  // Neon takes whole seconds
  return new Date(Math.ceil((now + ms) / 1000) * 1000);
}
