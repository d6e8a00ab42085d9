import { expect, test } from "vitest";
import { oldName } from "../../../src/branch/old-name.ts";

test("the name under which an old state stays", () => {
  const now = new Date("2026-11-21T09:30:00.123Z");
  expect(oldName({ name: "main" }, now)).toBe("main_old_20261121T093000Z");
});
