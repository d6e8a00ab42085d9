import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameWatch } from "../../../src/postgres/frames.ts";

function frame(size: number): Buffer {
  const bytes = Buffer.alloc(size + 5, "D");
  bytes.writeUInt32BE(size + 4, 1);
  return bytes;
}

/** Cuts bytes into chunks, as a socket does. */
function chunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

test("a frame is judged by its header, however its bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 60 }), { minLength: 1 }),
      fc.array(fc.nat()),
      (sizes, cuts) => {
        const watch = new FrameWatch();
        watch.limit(50, Infinity);
        const accepted = chunks(Buffer.concat(sizes.map(frame)), cuts).every((chunk) =>
          watch.accepts(chunk),
        );
        expect(accepted).toBe(sizes.every((size) => size <= 50));
      },
    ),
  );
});

test("a gigabyte is refused after five bytes", () => {
  const watch = new FrameWatch();
  watch.limit(1_000_000, Infinity);
  const header = Buffer.from([0x44, 0x40, 0, 0, 0]);
  expect(watch.accepts(header.subarray(0, 4))).toBe(true);
  expect(watch.accepts(header.subarray(4))).toBe(false);
});

test("all frames together are limited, from when it is asked", () => {
  const watch = new FrameWatch();
  expect(watch.accepts(frame(1000))).toBe(true);
  watch.limit(Infinity, 100);
  expect(watch.accepts(frame(90))).toBe(true);
  expect(watch.accepts(frame(10))).toBe(false);
});
