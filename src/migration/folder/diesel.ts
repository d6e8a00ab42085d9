import type { Entry, Piece, ReadEntries } from "./set.ts";
import { duplicates } from "./text.ts";

const FILE = /(?:^|\/)(\d[\d-]*)(?:_[^/]*)?\/(up|down)\.sql$/;

/**
 * `2024-01-31-120000_name/up.sql` and `down.sql`, by the digits of the folder. Each is sent as one string in a transaction, unless
 * `metadata.toml` beside it says `run_in_transaction = false` (diesel_migrations' src/file_based_migrations.rs).
 */
export const readDiesel: ReadEntries = (entries) => {
  const texts = new Map(entries.map(({ path, text }) => [path, text]));
  const besides = ({ path }: Entry, name: string): string | undefined =>
    texts.get(`${path.slice(0, path.lastIndexOf("/"))}/${name}`);
  const files = entries
    .flatMap((entry) => {
      const [, number = "", direction] = FILE.exec(entry.path) ?? [];
      return direction === "up" ? [{ entry, version: number.replaceAll("-", "") }] : [];
    })
    .toSorted((a, b) => (a.version < b.version ? -1 : 1))
    .map(({ entry, version }) => {
      const outside = /^[ \t]*run_in_transaction\s*=\s*false/m.test(
        besides(entry, "metadata.toml") ?? "",
      );
      const piece = (sql: string): Piece => ({
        sql,
        line: 1,
        shape: outside ? "batch" : "transaction",
      });
      const down = besides(entry, "down.sql");
      return {
        path: entry.path,
        version,
        up: [piece(entry.text)],
        ...(down === undefined ? {} : { down: [piece(down)] }),
      };
    });
  return { files, together: false, problems: duplicates(files) };
};
