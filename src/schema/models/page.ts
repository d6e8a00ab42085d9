import { createHash } from "node:crypto";
import { ToolError } from "../../core/errors.ts";
import type { GeneratedModels } from "./format.ts";

/** A file, or a stretch of one that is too long for one result: the parts follow each other without anything between. */
export interface FilePart {
  readonly path: string;
  readonly content: string;
  /** `2/3`; absent of a whole file. */
  readonly part?: string;
}

export interface ModelsPage {
  readonly files: readonly FilePart[];
  readonly warnings: readonly string[];
  readonly next_cursor?: string;
}

/** Characters of the contents in JSON, of the 40,000 that a result may have; and those of warnings, which the file has too. */
const room = 34_000;
const roomForWarnings = 3_000;

/** One result's share of the files. Throws INVALID_INPUT when the cursor is of other models: arguments or schema are not the same. */
export function pageOf(made: GeneratedModels, cursor: string | undefined): ModelsPage {
  const parts = made.files.flatMap(({ path, content }) => {
    const contents = cut(content);
    return contents.map((each, index): FilePart =>
      contents.length === 1
        ? { path, content: each }
        : { path, content: each, part: `${index + 1}/${contents.length}` },
    );
  });
  const from = cursor === undefined ? 0 : placeOf(cursor, made);
  let size = 0;
  const rest = parts.slice(from);
  const over = rest.findIndex(({ content }, index) => {
    size += sizeOf(content);
    return index > 0 && size > room;
  });
  const files = over === -1 ? rest : rest.slice(0, over);
  const next = from + files.length;
  return {
    files,
    warnings: from === 0 ? shortened(made.warnings) : [],
    ...(next < parts.length ? { next_cursor: `${next}.${sumOf(made)}` } : {}),
  };
}

const sizeOf = (text: string): number => JSON.stringify(text).length;

/** Cuts between declarations, which stand apart by an empty line, and between lines where one is too long. */
function cut(content: string): string[] {
  const pieces = content
    .split(/(?<=\n\n)/)
    .flatMap((piece) => (sizeOf(piece) > room ? piece.split(/(?<=\n)/) : [piece]))
    // a line with a comment or a default as long as a book
    .flatMap((piece) => (sizeOf(piece) > room ? (piece.match(/[^]{1,5000}/gu) ?? []) : [piece]));
  const parts: string[] = [];
  let [part, size] = ["", 0];
  for (const piece of pieces) {
    if (size > 0 && size + sizeOf(piece) > room) {
      parts.push(part);
      [part, size] = ["", 0];
    }
    [part, size] = [part + piece, size + sizeOf(piece)];
  }
  return [...parts, part];
}

function shortened(warnings: readonly string[]): string[] {
  let size = 0;
  const shown = warnings.filter((warning) => (size += sizeOf(warning)) <= roomForWarnings);
  const left = warnings.length - shown.length;
  return left === 0 ? shown : [...shown, `${left} more are in the file.`];
}

function placeOf(cursor: string, made: GeneratedModels): number {
  const [place = "", sum] = cursor.split(".");
  if (/^\d+$/.test(place) && sum === sumOf(made)) return Number(place);
  throw new ToolError(
    "INVALID_INPUT",
    "The cursor belongs to other models: the arguments are not the same, or the schema has changed meanwhile.",
    "Call generate_models without `cursor`, and begin the files again.",
  );
}

const sumOf = ({ files }: GeneratedModels): string =>
  createHash("sha256").update(JSON.stringify(files)).digest("base64url").slice(0, 10);
