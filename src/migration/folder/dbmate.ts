import type { Problem, ReadEntries } from "./set.ts";
import { piecesOf, sectionsOf } from "./sections.ts";
import { byNumber, duplicates, numberOf } from "./text.ts";

/** From dbmate's pkg/dbmate/migration.go. */
const MARKER = /^--\s*migrate:(up|down)(\s*$|\s+\S+.*$)/gm;

/**
 * `-- migrate:up` and `-- migrate:down`, each a section that is sent as one string: in a transaction, unless the marker says
 * `transaction:false`.
 */
export const readDbmate: ReadEntries = (entries) => {
  const problems: Problem[] = [];
  const files = entries
    .filter(({ path }) => path.endsWith(".sql") && numberOf(path) !== undefined)
    .toSorted((a, b) => byNumber(a.path, b.path))
    .map(({ path, text }) => {
      const sections = sectionsOf(text, MARKER);
      if (!sections.some(({ name }) => name === "up")) problems.push(unmarked(path));
      const down = piecesOf(sections, "down", shape);
      const up = piecesOf(sections, "up", shape);
      return { path, version: numberOf(path), up, ...(down.length === 0 ? {} : { down }) };
    });
  return { files, together: false, problems: [...duplicates(files), ...problems] };
};

const shape = (options: string) =>
  /\btransaction:false\b/.test(options) ? ("batch" as const) : ("transaction" as const);

const unmarked = (path: string): Problem => ({
  rule: "no-up-section",
  level: "error",
  file: path,
  object: path,
  message: "The file has no line `-- migrate:up`, and dbmate refuses it. Put one before its SQL.",
});
