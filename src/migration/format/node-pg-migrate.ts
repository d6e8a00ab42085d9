import type { Format, Part } from "./format.ts";
import { comment, script } from "./text.ts";

/**
 * https://salsita.github.io/node-pg-migrate: SQL files where a transaction is wanted. What runs alone needs `pgm.noTransaction()`, which
 * SQL files have no word for.
 */
export const nodePgMigrate: Format = {
  id: "node-pg-migrate",
  folder: "migrations",
  hasDown: true,
  note: "Run it with `--no-single-transaction`, so that each file is a transaction of its own.",
  export: ({ parts, existing, now }) => {
    const taken = existing.flatMap(({ path }) => Number(/^(\d{13,17})/.exec(path)?.[1] ?? 0));
    // numbers of 17 digits are times as people read them; the tool sorts both kinds by the moment they mean
    const first = Math.max(now.getTime(), ...taken.filter((at) => at < 1e14).map((at) => at + 1));
    return parts.map((part, index) => {
      const alone = isAlone(part, "up") || isAlone(part, "down");
      return {
        path: `${first + index}_${part.slug.replaceAll("_", "-")}.${alone ? "js" : "sql"}`,
        content: alone ? module(part) : sections(part),
      };
    });
  },
};

const isAlone = (part: Part, direction: "up" | "down"): boolean =>
  part[direction].length > 0 && !part.transaction[direction];

const sections = (part: Part): string =>
  `-- Up Migration\n${comment(part.purpose)}\n${script(part, "up")}\n\n-- Down Migration\n${script(part, "down")}\n`;

const module = (part: Part): string =>
  `${comment(part.purpose, "//")}\n\n${body(part, "up")}\n\n${body(part, "down")}\n`;

function body(part: Part, direction: "up" | "down"): string {
  const lines = [
    ...(isAlone(part, direction) ? ["pgm.noTransaction();"] : []),
    ...(part[direction].length > 0 ? [`pgm.sql(${template(script(part, direction))});`] : []),
  ];
  return `export const ${direction} = (pgm) => {\n${lines.map((line) => `  ${line}\n`).join("")}};`;
}

/** A template literal reads as SQL does, over lines. */
const template = (text: string): string =>
  `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;
