import { createHash } from "node:crypto";
import type { Entry, Problem, ReadEntries } from "./set.ts";
import { baseName, byNumber, duplicates, gaps, numberOf, window } from "./text.ts";

const HEADER = /^(?:--!.*\r?\n)+/;

/**
 * `committed/000001-name.sql` under a header that chains their hashes, then `current.sql`, which is still being written. Each is a
 * transaction, unless its body begins with `--! no-transaction` (graphile-migrate's src/migration.ts).
 */
export const readGraphileMigrate: ReadEntries = (entries) => {
  const committed = entries
    .filter(({ path }) => /(?:^|\/)committed\/\d+[^/]*\.sql$/.test(path))
    .toSorted((a, b) => byNumber(a.path, b.path));
  const current = entries.filter(({ path }) => baseName(path) === "current.sql");
  const files = [...committed, ...current].map(({ path, text }) => {
    const { header, body } = partsOf(text);
    const shape = /^\s*--!\s*no-transaction/.test(body) ? "batch" : "transaction";
    const hash = /^--! Hash:\s*(\S+)/m.exec(header)?.[1];
    return {
      path,
      version: baseName(path) === "current.sql" ? undefined : numberOf(path),
      up: [{ sql: window(text, text.length - body.length, text.length), line: 1, shape } as const],
      ...(hash === undefined ? {} : { checksum: hash }),
    };
  });
  const problems = [...duplicates(files), ...gaps(files), ...broken(committed)];
  return { files, together: false, problems };
};

function partsOf(text: string): { readonly header: string; readonly body: string } {
  const all = HEADER.exec(text)?.[0] ?? "";
  const own = all.replace(/^--!\s*no-transaction[\s\S]*/m, "");
  return { header: own, body: text.slice(own.length) };
}

/** Each header names the hash before it, and the hash of its own body. */
function broken(committed: readonly Entry[]): Problem[] {
  let previous = "";
  return committed.flatMap(({ path, text }): Problem[] => {
    const { header, body } = partsOf(text);
    const [named = "", hash = ""] = ["Previous", "Hash"].map(
      (name) => new RegExp(`^--! ${name}:\\s*(\\S+)`, "m").exec(header)?.[1],
    );
    const expected = previous === "" ? "-" : previous;
    const computed = `sha1:${sha1(`${`${named === "-" ? "" : named}\n${body.trim()}`.trim()}\n`)}`;
    const last = previous;
    previous = hash;
    if (hash !== computed)
      return [
        mismatch(
          path,
          "its body has another hash than its header says: it was changed after it was committed",
        ),
      ];
    if (named !== expected)
      return [
        mismatch(
          path,
          `its header names ${named} as the migration before it, which is ${last || "none"}`,
        ),
      ];
    return [];
  });
}

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

const mismatch = (file: string, why: string): Problem => ({
  rule: "checksum-mismatch",
  level: "error",
  file,
  object: baseName(file),
  message: `graphile-migrate refuses the file, because ${why}. Restore it, and make the change in current.sql.`,
});
