import type { Format, Part } from "./format.ts";
import { comment, script, timestamps } from "./text.ts";

/** https://github.com/amacneil/dbmate: a section without a transaction is sent as one string, so it holds one statement. */
export const dbmate: Format = {
  id: "dbmate",
  folder: "db/migrations",
  hasDown: true,
  export: ({ parts, existing, now }) => {
    const numbers = timestamps(
      parts.length,
      now,
      existing.map(({ path }) => path),
    );
    return parts.map((part, index) => ({
      path: `${numbers[index]}_${part.slug}.sql`,
      content: `${section(part, "up")}\n\n${section(part, "down")}\n`,
    }));
  },
};

function section(part: Part, direction: "up" | "down"): string {
  const alone = part[direction].length > 0 && !part.transaction[direction];
  const head = `-- migrate:${direction}${alone ? " transaction:false" : ""}`;
  // a comment counts as a part of the statement, which is what the tool sends
  return [head, comment(part.purpose), script(part, direction)].join("\n");
}
