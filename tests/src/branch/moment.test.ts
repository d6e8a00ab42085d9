import { expect, test } from "vitest";
import { momentText, parseMoment } from "../../../src/branch/moment.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T11:30:00Z", { time: "2026-11-21T11:30:00.000Z" }],
  ["2026-11-21 12:30:00.25+01", { time: "2026-11-21T11:30:00.250Z" }],
  ["2026-11-21 11:30:00.123456+00", { time: "2026-11-21T11:30:00.123456Z" }],
  ["2026-11-21T11:29:59.9999999Z", { time: "2026-11-21T11:29:59.999999Z" }],
  ["2026-11-21T06:30+0530", { time: "2026-11-21T01:00:00.000Z" }],
  ["0/1a2b3c4", { lsn: "0/1A2B3C4" }],
  [" 16/B374D848 ", { lsn: "16/B374D848" }],
])("%s is a moment", (text, moment) => {
  expect(parseMoment(text, now)).toEqual(moment);
});

test.each([
  ["2026-11-21T11:30:00", "neither a time nor an LSN"],
  ["yesterday", "neither a time nor an LSN"],
  ["2026-13-45T11:30:00Z", "neither a time nor an LSN"],
  ["0/123456789", "neither a time nor an LSN"],
  ["2026-11-21T12:00:01Z", "is in the future"],
])("%s is none", (text, what) => {
  expect(() => parseMoment(text, now)).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(what) }),
  );
});

test("a moment is said as it was meant", () => {
  expect(momentText({ lsn: "0/1" })).toBe("LSN 0/1");
  expect(momentText({ time: "2026-11-21T11:30:00.000Z" })).toBe("2026-11-21T11:30:00.000Z");
});
