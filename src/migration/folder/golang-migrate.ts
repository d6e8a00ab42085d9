import type { Entry, Problem, ReadEntries } from "./set.ts";
import { byNumber, duplicates, gaps, numberOf } from "./text.ts";

const NAME = /^\d+_.*\.(up|down)\.\w+$/;

/** `<version>_name.up.sql` and `.down.sql`, each sent as one string (golang-migrate's database/postgres/postgres.go). */
export const readGolangMigrate: ReadEntries = (entries) => {
  const named = entries.filter(({ path }) => NAME.test(path.slice(path.lastIndexOf("/") + 1)));
  const downs = new Map(
    named
      .filter(({ path }) => path.endsWith(".down.sql"))
      .map(({ path, text }) => [path.replace(/\.down\.sql$/, ".up.sql"), text]),
  );
  const files = named
    .filter(({ path }) => path.endsWith(".up.sql"))
    .toSorted((a, b) => byNumber(a.path, b.path))
    .map(({ path, text }) => {
      const down = downs.get(path);
      return {
        path,
        version: numberOf(path),
        up: [piece(text)],
        ...(down === undefined ? {} : { down: [piece(down)] }),
      };
    });
  const paths = new Set(files.map(({ path }) => path));
  const problems = [...duplicates(files), ...gaps(files), ...orphans(named, paths)];
  return { files, together: false, problems };
};

const piece = (sql: string) => ({ sql, line: 1, shape: "batch" }) as const;

function orphans(named: readonly Entry[], ups: ReadonlySet<string>): Problem[] {
  return named
    .filter(
      ({ path }) => path.endsWith(".down.sql") && !ups.has(path.replace(/\.down\.sql$/, ".up.sql")),
    )
    .map(({ path }) => ({
      rule: "down-without-up",
      level: "warning",
      file: path,
      object: path,
      message:
        "There is no file with the same name that ends in `.up.sql`. Restore it, or delete this one.",
    }));
}
