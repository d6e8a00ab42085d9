import fc from "fast-check";
import { expect, test } from "vitest";
import { Frames } from "../../../../../src/embedded/neon/gateway/frames.ts";

const WANTED = "AB";
const framesOf = (largest = 1000, begins?: (type: string) => void): Frames =>
  new Frames((type) => WANTED.includes(type), largest, begins);

/** A message as random type and body make it. */
const messages = fc.array(
  fc.record({ type: fc.constantFrom("A", "B", "x", "y"), size: fc.nat({ max: 40 }) }),
  { minLength: 1 },
);

function bytesOf(list: readonly { readonly type: string; readonly size: number }[]): Buffer {
  return Buffer.concat(
    list.map(({ type, size }, index) => {
      const bytes = Buffer.alloc(size + 5, index % 256);
      bytes.write(type, 0, "latin1");
      bytes.writeUInt32BE(size + 4, 1);
      return bytes;
    }),
  );
}

/** Cuts bytes into chunks, as a socket does. */
function chunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

test("no byte is lost or moved, wanted messages are whole, all are announced, however the bytes are cut", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat()), (list, cuts) => {
      const begun: string[] = [];
      const frames = framesOf(1000, (type) => begun.push(type));
      const bytes = bytesOf(list);
      const pieces = chunks(bytes, cuts).flatMap((chunk) => [...frames.push(chunk)]);
      expect(Buffer.concat(pieces.map((piece) => piece.bytes))).toEqual(bytes);
      expect(begun).toEqual(list.map(({ type }) => type));
      const whole = pieces.filter(({ type }) => type !== undefined);
      expect(whole.map(({ type, bytes: { length } }) => ({ type, size: length - 5 }))).toEqual(
        list.filter(({ type }) => WANTED.includes(type)),
      );
      expect(frames.between).toBe(true);
    }),
  );
});

test("it knows whether it stands between two messages", () => {
  const bytes = bytesOf([
    { type: "A", size: 3 },
    { type: "x", size: 3 },
  ]);
  const frames = framesOf();
  const between = Array.from(bytes, (_, at) => {
    for (const piece of frames.push(bytes.subarray(at, at + 1))) void piece;
    return frames.between;
  });
  expect(between.flatMap((is, at) => (is ? [at] : []))).toEqual([7, 15]);
});

test("what is held is limited, what passes is not", () => {
  const push = (type: string, size: number): unknown => [
    ...framesOf(100).push(bytesOf([{ type, size }]).subarray(0, 5)),
  ];
  expect(() => push("A", 97)).toThrow("too large");
  expect(() => push("A", 96)).not.toThrow();
  expect(() => push("x", 1_000_000)).not.toThrow();
});

test("a length that cannot be is refused", () => {
  expect(() => [...framesOf().push(Buffer.from([0x78, 0, 0, 0, 3]))]).toThrow(
    "invalid message length",
  );
});
