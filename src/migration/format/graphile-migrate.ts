import { createHash } from "node:crypto";
import type { Format } from "./format.ts";
import { script } from "./text.ts";

/**
 * https://github.com/graphile/migrate: committed migrations are a chain of hashes, each over the one before and its own body. It has no
 * way back; rollbacks come as files beside them.
 */
export const graphileMigrate: Format = {
  id: "graphile-migrate",
  folder: "migrations",
  hasDown: false,
  note: "graphile-migrate runs no rollback: the files in `rollback/` are for psql, the last first.",
  export: ({ parts, existing }) => {
    const committed = existing
      .filter(({ path }) => /(?:^|\/)\d{6}[^/]*\.sql$/.test(path))
      .toSorted((a, b) => (numberOf(a.path) < numberOf(b.path) ? -1 : 1));
    const last = committed.at(-1);
    let number = last === undefined ? 0 : numberOf(last.path);
    let previous = /^--! Hash: (sha1:\w+)/m.exec(last?.content ?? "")?.[1];
    return parts.flatMap((part) => {
      number += 1;
      const alone = part.up.length > 0 && !part.transaction.up;
      const body = `${alone ? "--! no-transaction\n" : ""}${script(part, "up")}`;
      const hash = hashOf(previous, body);
      const head = [
        `--! Previous: ${previous ?? "-"}`,
        `--! Hash: ${hash}`,
        `--! Message: ${part.purpose.replaceAll(/\s+/g, " ")}`,
      ];
      previous = hash;
      const name = `${String(number).padStart(6, "0")}-${part.slug.replaceAll("_", "-")}.sql`;
      return [
        { path: `committed/${name}`, content: `${head.join("\n")}\n\n${body}\n` },
        { path: `rollback/${name}`, content: `${script(part, "down")}\n` },
      ];
    });
  },
};

const numberOf = (path: string): number => Number(/(\d{6})[^/]*$/.exec(path)?.[1] ?? 0);

const hashOf = (previous: string | undefined, body: string): string =>
  `sha1:${createHash("sha1")
    .update(`${`${previous ?? ""}\n${body.trim()}`.trim()}\n`)
    .digest("hex")}`;
