import type { Format } from "./format.ts";
import { comment, numbersAfter, standalone } from "./text.ts";

/** https://github.com/golang-migrate/migrate: a file is sent as one string, without a transaction around it. */
export const golangMigrate: Format = {
  id: "golang-migrate",
  folder: "migrations",
  hasDown: true,
  export: ({ parts, existing, now }) => {
    const numbers = numbersAfter(
      /^(\d+)_/,
      parts.length,
      now,
      existing.map(({ path }) => path),
    );
    return parts.flatMap((part, index) =>
      (["up", "down"] as const).map((direction) => ({
        path: `${numbers[index]}_${part.slug}.${direction}.sql`,
        content: `${comment(part.purpose)}\n${standalone(part, direction)}\n`,
      })),
    );
  },
};
