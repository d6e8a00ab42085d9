import type { Entry, Framework } from "./set.ts";
import { baseName } from "./text.ts";

/** What tells each tool's files from those of the others, the surest first. */
const MARKS: readonly (readonly [Framework, (entry: Entry) => boolean])[] = [
  ["drizzle", ({ path }) => path.endsWith("meta/_journal.json")],
  [
    "prisma",
    ({ path }) => /(?:^|\/)(?:migration_lock\.toml|\d+_[^/]*\/migration\.sql)$/.test(path),
  ],
  [
    "alembic",
    ({ path, text }) =>
      path.endsWith(".py") && /^down_revision\b/m.test(text) && /^revision\b/m.test(text),
  ],
  [
    "graphile-migrate",
    ({ path, text }) => path.endsWith(".sql") && text.startsWith("--! Previous:"),
  ],
  ["dbmate", ({ path, text }) => path.endsWith(".sql") && /^--\s*migrate:up\b/m.test(text)],
  ["flyway", ({ path }) => /^[VR][\d._]*__.+\.sql$/.test(baseName(path))],
  [
    "node-pg-migrate",
    ({ path, text }) =>
      (path.endsWith(".sql") && /^\s*--[\s-]*up\s+migration/im.test(text)) ||
      (/\.[cm]?[jt]s$/.test(path) && /\bpgm\s*\./.test(text)),
  ],
  ["diesel", ({ path }) => /(?:^|\/)\d[\d-]*_[^/]*\/up\.sql$/.test(path)],
  ["golang-migrate", ({ path }) => /^\d+_.*\.up\.sql$/.test(baseName(path))],
];

/** Which tool's migrations these are; SQL of none where nothing tells. */
export function detectFramework(entries: readonly Entry[]): Framework {
  return MARKS.find(([, mark]) => entries.some(mark))?.[0] ?? "sql";
}
