import { readFileSync } from "node:fs";

/** One statement of a file of vectors. */
export interface Vector {
  readonly name: string;
  readonly sql: string;
}

/** Reads `tests/data/guard/<file>.sql`: a line `-- name` begins a vector, which goes on to the next such line. */
export function vectors(file: string): Vector[] {
  return readVectorFile(file)
    .split(/^-- /m)
    .slice(1)
    .map((block) => {
      const end = block.indexOf("\n");
      return { name: block.slice(0, end), sql: block.slice(end + 1).trimEnd() };
    });
}

export function readVectorFile(file: string): string {
  const path = new URL(`../../../data/guard/${file}.sql`, import.meta.url);
  return readFileSync(path, "utf8");
}
