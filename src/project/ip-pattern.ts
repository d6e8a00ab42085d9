import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";

/**
 * Refuses what is no address, block (`10.0.0.0/8`) or range (`10.0.0.1-10.0.0.9`). Neon's proxy passes over a pattern that it cannot
 * read (neondatabase/neon, proxy/src/auth/credentials.rs): one that is misspelt would silently let nobody in.
 */
export function checkPatterns(patterns: readonly string[]): void {
  const wrong = patterns.find((pattern) => !isPattern(pattern));
  if (wrong === undefined) return;
  throw new ToolError(
    "INVALID_INPUT",
    `\`${identifier(wrong)}\` is neither an IP address nor a range or a block of them.`,
    'Write "203.0.113.7", "203.0.113.1-203.0.113.9" or "203.0.113.0/24"; IPv6 alike.',
  );
}

function isPattern(pattern: string): boolean {
  const [first = "", last, ...more] = pattern.split("-");
  if (last !== undefined) {
    const [from, to] = [bitsOf(first), bitsOf(last)];
    return more.length === 0 && from !== undefined && from === to;
  }
  const [address = "", bits, ...rest] = pattern.split("/");
  const size = bitsOf(address);
  if (size === undefined || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= size);
}

/** 32 for IPv4, 128 for IPv6. */
function bitsOf(address: string): 32 | 128 | undefined {
  if (/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/.test(address))
    return 32;
  if (!address.includes(":")) return undefined;
  const groups = address.split("::");
  const words = groups.flatMap((group) => (group === "" ? [] : group.split(":")));
  const isFull = groups.length === 1 && words.length === 8;
  const isShort = groups.length === 2 && words.length < 8;
  return (isFull || isShort) && words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))
    ? 128
    : undefined;
}
