import { expect, test } from "vitest";
import { heightOf } from "../../../../src/twin/size/btree/size.ts";

test("every tree has a root, however wide its keys are said to be", () => {
  for (const pivot of [1, 16, 500, 2704, 2705, 4000, 8000, 8192, 100_000])
    for (const pages of [1, 2, 3, 10, 1_000, 1_000_000, 100_000_000])
      expect(heightOf(pages, pivot), `${pages} pages of ${pivot} bytes`).toBeLessThan(30);
});
