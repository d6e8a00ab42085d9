import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Moment } from "../core/neon.ts";

const LSN = /^[0-9a-f]{1,8}\/[0-9a-f]{1,8}$/i;
/** With a time zone: without one it would mean the server's, and the caller's clock says something else. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$/i;

/** A time or an LSN, as a caller writes it. Throws INVALID_INPUT on anything else and on the future. */
export function parseMoment(text: string, now = Date.now()): Moment {
  const written = text.trim();
  if (LSN.test(written)) return { lsn: written.toUpperCase() };
  const time = TIME.test(written) ? Date.parse(normalized(written)) : Number.NaN;
  if (Number.isNaN(time))
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(text)}\` is neither a time nor an LSN.`,
      `Write a time with its zone, such as \`${new Date(now - 600_000).toISOString()}\`, or an LSN, such as \`0/1A2B3C4\`.`,
    );
  if (time > now)
    throw new ToolError(
      "INVALID_INPUT",
      `\`${identifier(text)}\` is in the future; it is ${new Date(now).toISOString()} now.`,
      "Name a moment that has passed.",
    );
  return { time: inMicroseconds(new Date(time), written) };
}

/** What a `Date` cuts off, Postgres's clock and Neon's know: a commit may be in the same millisecond. */
function inMicroseconds(time: Date, written: string): string {
  const [, digits = ""] = /\.(\d+)/.exec(written) ?? [];
  return time.toISOString().replace(/\d{3}Z$/, `${digits.slice(0, 6).padEnd(3, "0")}Z`);
}

/** What `Date.parse` takes: `T` between date and time, and a colon in the offset. */
function normalized(time: string): string {
  return time
    .replace(" ", "T")
    .replace(/([+-]\d\d)$/, "$1:00")
    .replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
}

export const momentText = (moment: Moment): string =>
  "lsn" in moment ? `LSN ${moment.lsn}` : moment.time;
