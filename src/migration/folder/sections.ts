import type { Piece, Shape } from "./set.ts";
import { window } from "./text.ts";

/** A part of a file under a marker. */
export interface Section {
  readonly name: "up" | "down";
  /** What stands behind the marker. */
  readonly options: string;
  /** With the lines before it blanked. */
  readonly sql: string;
}

/** Divides a file at its markers: the first group of `marker` is the name, the second the options. */
export function sectionsOf(text: string, marker: RegExp): Section[] {
  const marks = [...text.matchAll(marker)];
  return marks.map((mark, at) => ({
    name: mark[1]?.toLowerCase() === "down" ? "down" : "up",
    options: mark[2] ?? "",
    sql: window(text, mark.index + mark[0].length, marks[at + 1]?.index ?? text.length),
  }));
}

export const piecesOf = (
  sections: readonly Section[],
  name: Section["name"],
  shape: (options: string) => Shape,
): Piece[] =>
  sections
    .filter((section) => section.name === name)
    .map(({ sql, options }) => ({ sql, line: 1, shape: shape(options) }));
