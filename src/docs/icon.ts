/** Side of the icon, in pixels. */
export const ICON_SIZE = 512;

/** Shades of the icon's green on its dark ground, as indexes of the palette. */
export const ICON_PALETTE = [
  [13, 17, 23],
  [9, 74, 60],
  [6, 130, 103],
  [0, 229, 153],
] as const;

/** The icon: a database of three discs, of which one branches off. Each pixel is an index of the palette, row by row. */
export function drawIcon(): Uint8Array {
  const pixels = new Uint8Array(ICON_SIZE * ICON_SIZE);
  for (let y = 0; y < ICON_SIZE; y++)
    for (let x = 0; x < ICON_SIZE; x++) pixels[y * ICON_SIZE + x] = shade(x + 0.5, y + 0.5);
  return pixels;
}

const cylinder = { x: 200, top: 140, bottom: 372, rx: 124, ry: 40 } as const;
const gaps = [218, 296] as const;
const tip = { x: 404, y: 164, r: 38 } as const;

function shade(x: number, y: number): number {
  const body = within(x, y);
  const gap = gaps.some((at) => onArc(x, y, at, 9));
  if (body && !gap) return onTop(x, y) ? 3 : 2;
  if (Math.hypot(x - tip.x, y - tip.y) < tip.r) return 3;
  if (body) return 0;
  return onBranch(x, y) ? 1 : 0;
}

const ellipse = (x: number, y: number, at: number): boolean =>
  ((x - cylinder.x) / cylinder.rx) ** 2 + ((y - at) / cylinder.ry) ** 2 <= 1;

const onTop = (x: number, y: number): boolean => ellipse(x, y, cylinder.top);

function within(x: number, y: number): boolean {
  const between =
    Math.abs(x - cylinder.x) <= cylinder.rx && y >= cylinder.top && y <= cylinder.bottom;
  return between || onTop(x, y) || ellipse(x, y, cylinder.bottom);
}

/** The lower rim of a disc at a height, `width` pixels thick. */
function onArc(x: number, y: number, at: number, width: number): boolean {
  const share = (x - cylinder.x) / cylinder.rx;
  if (Math.abs(share) > 1) return false;
  const rim = at + cylinder.ry * Math.sqrt(1 - share ** 2);
  return Math.abs(y - rim) < width;
}

/** From the lowest disc to the right and up to the tip. */
function onBranch(x: number, y: number): boolean {
  const across = y > 332 && y < 352 && x > cylinder.x && x < tip.x + 10;
  return across || (Math.abs(x - tip.x) < 10 && y > tip.y && y < 352);
}
