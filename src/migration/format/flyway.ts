import type { Format } from "./format.ts";
import { comment, numbersAfter, script } from "./text.ts";

/**
 * https://documentation.red-gate.com/flyway: `V` files with undo files `U`, which paid editions run. `executeInTransaction` of a
 * script's configuration file takes the transaction away.
 */
export const flyway: Format = {
  id: "flyway",
  folder: "sql",
  hasDown: true,
  export: ({ parts, existing, now }) => {
    const numbers = numbersAfter(
      /(?:^|\/)V(\d+)[^/]*__/,
      parts.length,
      now,
      existing.map(({ path }) => path),
    );
    return parts.flatMap((part, index) =>
      (["up", "down"] as const).flatMap((direction) => {
        const path = `${direction === "up" ? "V" : "U"}${numbers[index]}__${part.slug}.sql`;
        const content = `${comment(part.purpose)}\n${script(part, direction)}\n`;
        const alone = part[direction].length > 0 && !part.transaction[direction];
        return alone
          ? [
              { path, content },
              { path: `${path}.conf`, content: "executeInTransaction=false\n" },
            ]
          : [{ path, content }];
      }),
    );
  },
};
