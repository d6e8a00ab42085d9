import type { Leaf, Stored } from "./stored.ts";

/** A part of a table that one statement reads. */
export interface Piece {
  readonly from: string;
  /** Blocks, the last not included; all where there are none. */
  readonly blocks?: readonly [first: number, last: number | undefined];
  /** How much of all it is, in blocks. */
  readonly weight: number;
}

/** 128 MB of a table: a statement of a second or a few, after which the next call for a stop is heard. */
const PIECE_BLOCKS = 16_384;
/** Postgres 14 reads ranges of blocks without reading the rest. */
const TID_RANGES = 140_000;

/** Pieces of `most` blocks; the last one is open at its end. */
export function piecesOf({ leaves }: Stored, version: number, most = PIECE_BLOCKS): Piece[] {
  return leaves.flatMap((leaf) => (version < TID_RANGES ? [whole(leaf)] : divided(leaf, most)));
}

const whole = ({ from, blocks }: Leaf): Piece => ({ from, weight: blocks + 1 });

function divided(leaf: Leaf, most: number): Piece[] {
  const count = Math.ceil(leaf.blocks / most);
  if (count <= 1) return [whole(leaf)];
  return Array.from({ length: count }, (_, at) => {
    const [first, end] = [at * most, (at + 1) * most];
    const last = at + 1 === count;
    return {
      from: leaf.from,
      blocks: [first, last ? undefined : end],
      weight: Math.min(end, leaf.blocks) - first,
    };
  });
}

/** `from only public.tasks t where t.ctid >= ...` */
export function fromClause({ from, blocks }: Piece): string {
  if (blocks === undefined) return `from ${from} t`;
  const [first, last] = blocks;
  const end = last === undefined ? "" : ` and t.ctid < '(${last},0)'::tid`;
  return `from ${from} t where t.ctid >= '(${first},0)'::tid${end}`;
}
