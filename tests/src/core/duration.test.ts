import { expect, test } from "vitest";
import { durationText, parseDuration } from "../../../src/core/duration.ts";

test.each([
  ["45m", 2_700],
  [" 2 H ", 7_200],
  ["0d", 0],
  ["8w", 4_838_400],
])("%j has %i seconds", (text, seconds) => {
  expect(parseDuration(text, ["m", "h", "d", "w"])).toBe(seconds);
});

test.each(["", "h", "2", "-2h", "1.5h", "2h30m", "1w", "1s"])("%j is no such length", (text) => {
  expect(parseDuration(text, ["m", "h", "d"])).toBeUndefined();
});

test.each([
  [604_800, "7d"],
  [21_600, "6h"],
  [5_400, "1.5h"],
])("%i seconds are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
