import { expect, test } from "vitest";
import type { MigrationFile, Part } from "../../../../src/migration/format/format.ts";
import { formats } from "../../../../src/migration/format/index.ts";

const part = (id: string): Part => ({
  id,
  slug: `add_due_${id}`,
  purpose: "Add the column",
  up: ["select 1"],
  down: ["select 2"],
  transaction: { up: true, down: true },
  lockTimeoutMs: 2000,
});

const now = new Date("2026-11-21T09:30:59Z");

function paths(id: string, ...existing: readonly (string | MigrationFile)[]): string[] {
  const format = formats.find((one) => one.id === id);
  const files = existing.map((file) =>
    typeof file === "string" ? { path: file, content: "" } : file,
  );
  const exported =
    format?.export({
      parts: [part("a"), part("b")],
      existing: files,
      schema: undefined,
      now,
    }) ?? [];
  return exported.map(({ path }) => path);
}

test.each([
  [
    "sql",
    [],
    [
      "0001_add_due_a.sql",
      "rollback/0001_add_due_a.sql",
      "0002_add_due_b.sql",
      "rollback/0002_add_due_b.sql",
    ],
  ],
  [
    "sql",
    ["0041_x.sql"],
    [
      "0042_add_due_a.sql",
      "rollback/0042_add_due_a.sql",
      "0043_add_due_b.sql",
      "rollback/0043_add_due_b.sql",
    ],
  ],
  ["dbmate", [], ["20261121093059_add_due_a.sql", "20261121093100_add_due_b.sql"]],
  [
    "dbmate",
    ["20991231235959_x.sql"],
    ["21000101000000_add_due_a.sql", "21000101000001_add_due_b.sql"],
  ],
  [
    "golang-migrate",
    ["000041_x.up.sql", "000041_x.down.sql"],
    [
      "000042_add_due_a.up.sql",
      "000042_add_due_a.down.sql",
      "000043_add_due_b.up.sql",
      "000043_add_due_b.down.sql",
    ],
  ],
  [
    "golang-migrate",
    ["9_x.up.sql", "10_x.up.sql"],
    [
      "11_add_due_a.up.sql",
      "11_add_due_a.down.sql",
      "12_add_due_b.up.sql",
      "12_add_due_b.down.sql",
    ],
  ],
  [
    "flyway",
    ["V7__x.sql", "V8.1__x.sql", "R__views.sql"],
    ["V9__add_due_a.sql", "U9__add_due_a.sql", "V10__add_due_b.sql", "U10__add_due_b.sql"],
  ],
  [
    "node-pg-migrate",
    ["1999999999999_x.js"],
    ["2000000000000_add-due-a.sql", "2000000000001_add-due-b.sql"],
  ],
  [
    "graphile-migrate",
    ["committed/000009-x.sql"],
    [
      "committed/000010-add-due-a.sql",
      "rollback/000010-add-due-a.sql",
      "committed/000011-add-due-b.sql",
      "rollback/000011-add-due-b.sql",
    ],
  ],
  [
    "prisma",
    ["20261121093100_x/migration.sql", "migration_lock.toml"],
    [
      "20261121093101_add_due_a/migration.sql",
      "20261121093101_add_due_a/down.sql",
      "20261121093102_add_due_b/migration.sql",
      "20261121093102_add_due_b/down.sql",
    ],
  ],
])("%s goes on after %j", (id, existing, expected) => {
  expect(paths(id, ...existing)).toEqual(expected);
});

test("Alembic goes on after the one head, and refuses a history that has two", () => {
  const revision = (id: string, down: string): MigrationFile => ({
    path: `versions/${id}_x.py`,
    content: `revision: str = "${id}"\ndown_revision: str | None = ${down}\n`,
  });
  const chain = [revision("aaa", "None"), revision("bbb", '"aaa"'), revision("ccc", '"aaa"')];
  const merged = revision("ddd", '("bbb", "ccc")');
  const alembic = formats.find(({ id }) => id === "alembic");
  const request = { parts: [part("a")], schema: undefined, now };
  const [file] = alembic?.export({ ...request, existing: [...chain, merged] }) ?? [];
  expect(file?.content).toContain('down_revision = "ddd"');
  expect(() => alembic?.export({ ...request, existing: chain })).toThrow("2 heads");
});
