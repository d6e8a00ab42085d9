import { crc32, deflateSync, inflateSync } from "node:zlib";

type Rgb = readonly [number, number, number];

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A square PNG of four colours, two bits a pixel. */
export function encodePng(pixels: Uint8Array, size: number, palette: readonly Rgb[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([2, 3], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flat())),
    chunk("IDAT", deflateSync(packed(pixels, size), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The rows of such a PNG as they were before they were compressed: compressors differ from one version of Node to the next. */
export function rowsOf(png: Buffer): { size: number; rows: Buffer } {
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { size: png.readUInt32BE(SIGNATURE.length + 8), rows: inflateSync(Buffer.concat(data)) };
}

function packed(pixels: Uint8Array, size: number): Buffer {
  const width = size / 4;
  const rows = Buffer.alloc((width + 1) * size);
  pixels.forEach((pixel, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    const byte = y * (width + 1) + 1 + Math.floor(x / 4);
    rows.writeUInt8(rows.readUInt8(byte) | (pixel << (6 - 2 * (x % 4))), byte);
  });
  return rows;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
