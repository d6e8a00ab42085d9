import type { Format } from "./format.ts";
import { comment, standalone } from "./text.ts";

/** For psql or any client: a file for each step, in order, and one for its rollback. */
export const sql: Format = {
  id: "sql",
  folder: "migrations",
  hasDown: true,
  export: ({ parts, existing }) => {
    const first =
      1 + Math.max(0, ...existing.map(({ path }) => Number(/^\d+/.exec(path)?.[0] ?? 0)));
    return parts.flatMap((part, index) => {
      const name = `${String(first + index).padStart(4, "0")}_${part.slug}`;
      const file = (path: string, direction: "up" | "down") => ({
        path,
        content: `${comment(part.purpose)}\n${standalone(part, direction)}\n`,
      });
      return [file(`${name}.sql`, "up"), file(`rollback/${name}.sql`, "down")];
    });
  },
};
