import { expect, test } from "vitest";
import { bytesText } from "../../../src/core/bytes.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [7_300_000, "7.3 MB"],
  [42_000_000_000, "42 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
