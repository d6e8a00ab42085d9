import type { ReadEntries } from "./set.ts";
import { baseName, duplicates, gaps } from "./text.ts";

const OTHER = /\.(?:py|[cm]?[jt]s|toml|json|conf)$|\bdown\.sql$/;

const { compare } = new Intl.Collator("en", { numeric: true });

/** A number of its own, not the first part of a version. */
const numberOf = (path: string): string | undefined =>
  /^\d+(?=[_-]|\.\w+$)/.exec(baseName(path))?.[0];

/**
 * SQL files of no tool, as psql runs them: what is not between BEGIN and COMMIT runs statement by statement. Where they have no numbers,
 * in the order in which they were given.
 */
export const readSql: ReadEntries = (entries) => {
  const given = entries.filter(({ path }) => !OTHER.test(path));
  const numbered = given.every(({ path }) => /^[vV]?\d/.test(baseName(path)));
  const files = (numbered ? given.toSorted((a, b) => compare(a.path, b.path)) : given).map(
    ({ path, text }) => ({
      path,
      version: numberOf(path),
      up: [{ sql: text, line: 1, shape: "each" } as const],
    }),
  );
  return { files, together: false, problems: [...duplicates(files), ...gaps(files)] };
};
