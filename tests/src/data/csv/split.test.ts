import { expect, test } from "vitest";
import { countByte } from "../../../../src/data/csv/count-byte.ts";
import { splitChunks } from "../../../../src/data/csv/split.ts";

const ENDS = { newline: "\n".charCodeAt(0), quote: '"'.charCodeAt(0) };
const below = (limit: number): number => Math.floor(Math.random() * limit);
const textOf = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => 'ab"\n,'.charAt(below(5))).join(""));

test("a byte is counted as a loop counts it, wherever the bytes begin", () => {
  for (let round = 0; round < 2000; round += 1) {
    const length = below(round % 50 === 0 ? 9000 : 40);
    const bytes = Buffer.from(Array.from({ length }, () => (below(2) === 0 ? 34 : below(256))));
    const from = below(9);
    const byte = [34, 10, 255, 0][round % 4] ?? 0;
    const part = bytes.subarray(from);
    expect(countByte(part, byte)).toBe(part.filter((each) => each === byte).length);
  }
});

test("chunks are the file, and each ends where a record does", async () => {
  for (let round = 0; round < 1000; round += 1) {
    const file = textOf(below(400));
    const chunks = splitChunks(partsOf(file, 1 + below(60)), ENDS, {
      size: 1 + below(99),
      line: 1,
    });
    let [at, next] = [0, 1];
    for await (const { bytes, line, lines } of chunks) {
      expect(bytes.equals(file.subarray(at, at + bytes.length))).toBe(true);
      at += bytes.length;
      const before = file.toString("utf8", 0, at);
      expect(line).toBe(next);
      next += lines;
      expect(next - 1).toBe(before.replace(/\n$/, "").split("\n").length);
      const ends = before.endsWith("\n") && before.split('"').length % 2 === 1;
      expect(ends || at === file.length).toBe(true);
    }
    expect(at).toBe(file.length);
  }
});

test("a chunk holds while the next one is made", async () => {
  const file = Buffer.from(Array.from({ length: 500 }, (_, n) => `${n},"${n}\n"\n`).join(""));
  const chunks = splitChunks(partsOf(file, 37), ENDS, { size: 300, line: 1 });
  let at = 0;
  let next = chunks.next();
  for (;;) {
    const { value, done } = await next;
    if (done === true) break;
    next = chunks.next();
    await next;
    expect(value.bytes.equals(file.subarray(at, at + value.bytes.length))).toBe(true);
    at += value.bytes.length;
  }
  expect(at).toBe(file.length);
});

test("a quote that nobody closes ends the search after 64 MB, in whatever place it stands", async () => {
  async function* parts(): AsyncGenerator<Buffer> {
    yield Buffer.from('1,a\n2,"b\n');
    const more = Buffer.alloc(1 << 20, "x\n");
    for (let part = 0; part < 80; part += 1) yield more;
  }
  const all = async (): Promise<number> => {
    let count = 0;
    for await (const { lines } of splitChunks(parts(), ENDS, { size: 1 << 20, line: 1 }))
      count += lines;
    return count;
  };
  await expect(all()).rejects.toThrow("A record that begins in line 2 or later");
});

/** Each in the memory of the one before. */
async function* partsOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size)
    yield memory.subarray(0, bytes.copy(memory, 0, at, at + size));
}
