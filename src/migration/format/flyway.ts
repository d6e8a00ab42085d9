import type { Format } from "./format.ts";
import { comment, script, timestamps } from "./text.ts";

/**
 * https://documentation.red-gate.com/flyway: `V` files with undo files `U`, which paid editions run. `executeInTransaction` of a
 * script's configuration file takes the transaction away.
 */
export const flyway: Format = {
  id: "flyway",
  folder: "sql",
  hasDown: true,
  export: ({ parts, existing, now }) => {
    const numbers = versions(
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

/** The next whole numbers after the highest, or times where the folder has them or is empty. */
function versions(count: number, now: Date, existing: readonly string[]): string[] {
  const majors = existing.flatMap((path) => /(?:^|\/)V(\d+)[^/]*__/.exec(path)?.[1] ?? []);
  const last = Math.max(0, ...majors.map(Number));
  if (last === 0 || last >= 1e13) return timestamps(count, now, existing);
  return Array.from({ length: count }, (_, index) => String(last + 1 + index));
}
