import { expect, test } from "vitest";
import { formatLsn, parseLsn } from "../../../../../src/embedded/neon/storage/lsn.ts";

test.each(["0/0", "0/1A2B3C4", "7/FF", "FFFFFFFF/FFFFFFFF"])("%s there and back", (lsn) => {
  expect(formatLsn(parseLsn(lsn))).toBe(lsn);
});

test("a high part counts 4 GB", () => {
  expect(parseLsn("2/10")).toBe(2n * 4294967296n + 16n);
});

test.each(["", "1", "1/", "g/1", "1/123456789"])("%j is none", (text) => {
  expect(() => parseLsn(text)).toThrow(RangeError);
});
