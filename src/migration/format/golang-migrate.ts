import type { Format } from "./format.ts";
import { comment, standalone, timestamps } from "./text.ts";

/** https://github.com/golang-migrate/migrate: a file is sent as one string, without a transaction around it. */
export const golangMigrate: Format = {
  id: "golang-migrate",
  folder: "migrations",
  hasDown: true,
  export: ({ parts, existing, now }) => {
    const numbers = versions(
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

/** Times, or the sequence of the folder with its zeros: `000042`. */
function versions(count: number, now: Date, existing: readonly string[]): string[] {
  const taken = existing.flatMap((path) => /^(\d+)_/.exec(path)?.[1] ?? []);
  const last = taken.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (last === undefined || last.length >= 14) return timestamps(count, now, existing);
  return Array.from({ length: count }, (_, index) =>
    String(Number(last) + 1 + index).padStart(last.length, "0"),
  );
}
