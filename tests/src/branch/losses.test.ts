import { expect, test } from "vitest";
import { size } from "../../../src/branch/losses.ts";
import { oldName } from "../../../src/branch/old-name.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [7_300_000, "7.3 MB"],
  [42_000_000_000, "42 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test("the name under which an old state stays", () => {
  const now = new Date("2026-11-21T09:30:00.123Z");
  expect(oldName({ name: "main" }, now)).toBe("main_old_20261121T093000Z");
});
