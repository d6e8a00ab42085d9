import { createHash } from "node:crypto";
import type { ExportRequest, Format, MigrationFile, Part } from "../format.ts";
import { comment, standalone } from "../text.ts";
import { merge } from "./merge.ts";
import { snapshotOf } from "./snapshot.ts";

interface Journal {
  readonly entries: readonly {
    readonly idx: number;
    readonly when: number;
    readonly tag: string;
  }[];
}

const BREAK = "\n--> statement-breakpoint\n";
const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * https://orm.drizzle.team/docs/kit-overview: numbered files, a journal, and a snapshot of the schema that the next `generate` compares
 * with. The migrator puts all pending files into one transaction, so every file ends it and begins it again.
 */
export const drizzle: Format = {
  id: "drizzle",
  folder: "drizzle",
  hasDown: false,
  drawsSchema: true,
  note: "drizzle-kit runs no rollback: the files in `rollback/` are for psql, the last first.",
  export: ({ parts, existing, now, schema }) => {
    const find = (path: string): string | undefined =>
      existing.find((file) => file.path === path)?.content;
    const journal = JSON.parse(find("meta/_journal.json") ?? '{"entries":[]}') as Journal;
    const first = Math.max(-1, ...journal.entries.map(({ idx }) => idx)) + 1;
    const since = Math.max(now.getTime(), ...journal.entries.map(({ when }) => when + 1));
    const entries = parts.map((part, index) => ({
      idx: first + index,
      version: "7",
      when: since + index,
      tag: `${number(first + index)}_${part.slug}`,
      breakpoints: true,
    }));
    const files = parts.flatMap((part, index): MigrationFile[] => {
      const name = entries[index]?.tag ?? "";
      return [
        { path: `${name}.sql`, content: forward(part) },
        { path: `rollback/${name}.sql`, content: `${standalone(part, "down")}\n` },
      ];
    });
    const last = number(first + parts.length - 1);
    return [
      ...files,
      ...(schema === undefined
        ? []
        : [{ path: `meta/${last}_snapshot.json`, content: json(snapshotAfter(existing, schema)) }]),
      {
        path: "meta/_journal.json",
        content: json({
          version: "7",
          dialect: "postgresql",
          entries: [...journal.entries, ...entries],
        }),
      },
    ];
  },
};

const number = (index: number): string => String(index).padStart(4, "0");
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

function forward(part: Part): string {
  const statements = part.transaction.up
    ? [`set local lock_timeout = '${part.lockTimeoutMs}ms'`, ...part.up]
    : part.up;
  const alone = statements.map((sql) => `${sql};`);
  // the transaction before holds locks of other steps
  const around = part.transaction.up
    ? ["commit;", "begin;", ...alone]
    : ["commit;", ...alone, "begin;"];
  return `${comment(part.purpose)}\n${around.join(BREAK)}\n`;
}

/** Of the folder's last snapshot with what the plan changes. */
function snapshotAfter(
  existing: readonly MigrationFile[],
  { before, after }: NonNullable<ExportRequest["schema"]>,
): object {
  const last = existing
    .filter(({ path }) => /^meta\/\d+_snapshot\.json$/.test(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .at(-1);
  const known = last === undefined ? undefined : (JSON.parse(last.content) as { id?: string });
  const meta = { _meta: { columns: {}, schemas: {}, tables: {} } };
  const [then, now] = [snapshotOf(before), snapshotOf(after)];
  const content = known === undefined ? { ...now, ...meta } : (merge(known, then, now) as object);
  const prevId = known?.id ?? NOBODY;
  return { ...content, id: idOf(`${prevId} ${JSON.stringify(content)}`), prevId };
}

/** The same content has the same id. */
const idOf = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
