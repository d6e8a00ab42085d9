import { expect, test } from "vitest";
import { parseExpiry } from "../../../src/branch/expiry.ts";

const now = Date.parse("2026-11-21T12:00:00.300Z");

test.each([
  ["45m", "2026-11-21T12:45:01.000Z"],
  ["2h", "2026-11-21T14:00:01.000Z"],
  ["30 d", "2026-12-21T12:00:01.000Z"],
  ["7D", "2026-11-28T12:00:01.000Z"],
])("%s from now, in whole seconds", (text, expected) => {
  expect(parseExpiry(text, now).toISOString()).toBe(expected);
});

test.each(["", "2", "h", "0m", "31d", "1w", "-2h", "2h30m", "999999h"])("%j is refused", (text) => {
  expect(() => parseExpiry(text, now)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});
