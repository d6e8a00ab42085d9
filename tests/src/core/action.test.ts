import { describe, expect, test } from "vitest";
import { mustFit } from "../../../src/core/action.ts";

const fields = { resize: ["compute", "size"], start: ["compute"], list: [] } as const;
const refusal = (input: { action: keyof typeof fields; [field: string]: unknown }): unknown => {
  try {
    mustFit(input, fields);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe("a field that the action does not take", () => {
  test("is refused, with the action that takes it", () => {
    expect(refusal({ action: "start", size: 8 })).toMatchObject({
      code: "INVALID_INPUT",
      message: "`size` means nothing to `start`; nothing was done.",
      next: "Leave `size` out, or call `resize`, which takes it.",
    });
    expect(refusal({ action: "list", compute: "a" })).toMatchObject({
      next: "Leave `compute` out, or call `resize` or `start`, which takes it.",
    });
  });

  test.each([
    { action: "resize", size: 8, compute: "a" },
    { action: "start", size: undefined, branch: "every action takes it" },
  ] as const)("is not one that was left out, or that all take: %j", (input) => {
    expect(refusal(input)).toBeUndefined();
  });
});
