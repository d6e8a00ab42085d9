import { crc32, deflateSync } from "node:zlib";

/** A PNG of one red pixel, in base64. */
export const image = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
  chunk("IDAT", [...deflateSync(Buffer.from([0, 255, 0, 0]))]),
  chunk("IEND", []),
]).toString("base64");

/** A WAV of 8 silent samples, in base64. */
export const audio = silence(8).toString("base64");

function chunk(type: string, data: readonly number[]): Buffer {
  const body = Buffer.from([...Buffer.from(type, "latin1"), ...data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** One channel of 8 bits, 8,000 samples a second. */
function silence(samples: number): Buffer {
  const wav = Buffer.alloc(44 + samples, 128);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(8_000, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(samples, 40);
  return wav;
}
