import { expect, test } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import { readEntries } from "../../../../src/migration/folder/read-entries.ts";
import type { MigrationSet } from "../../../../src/migration/folder/set.ts";
import { readSet } from "../../../../src/migration/folder/read-set.ts";

const read = (files: Readonly<Record<string, string>>, framework?: string): MigrationSet =>
  readEntries(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    framework,
  );

const outline = ({ framework, files, together, problems }: MigrationSet): unknown => ({
  framework,
  together,
  files: files.map(({ path, version, up, down }) =>
    [
      path,
      version,
      ...up.map(({ shape, sql, line }) => `${shape}@${line}: ${sql.trim()}`),
      down && "down",
    ].filter((part) => part !== undefined),
  ),
  problems: problems.map(({ rule, file, object }) => `${rule} ${file} ${object}`),
});

test.each<[string, Record<string, string>, unknown]>([
  [
    "Prisma: folders by time, each file one string",
    {
      "20240102000000_b/migration.sql": "select 2;",
      "20240101000000_a/migration.sql": "select 1;",
      "migration_lock.toml": 'provider = "postgresql"',
    },
    {
      framework: "prisma",
      together: false,
      files: [
        ["20240101000000_a/migration.sql", "20240101000000_a", "batch@1: select 1;"],
        ["20240102000000_b/migration.sql", "20240102000000_b", "batch@1: select 2;"],
      ],
      problems: [],
    },
  ],
  [
    "Prisma: the same time twice, and another database",
    {
      "20240101000000_a/migration.sql": "",
      "20240101000000_b/migration.sql": "",
      "migration_lock.toml": 'provider = "mysql"',
    },
    {
      framework: "prisma",
      together: false,
      files: [
        ["20240101000000_a/migration.sql", "20240101000000_a", "batch@1: "],
        ["20240101000000_b/migration.sql", "20240101000000_b", "batch@1: "],
      ],
      problems: [
        "duplicate-number 20240101000000_b/migration.sql 20240101000000",
        "other-database migration_lock.toml mysql",
      ],
    },
  ],
  [
    "Drizzle: the journal's order and what is not in it",
    {
      "drizzle/meta/_journal.json": JSON.stringify({
        entries: [
          { tag: "0000_a", when: 20 },
          { tag: "0001_b", when: 10 },
          { tag: "0002_c", when: 30 },
        ],
      }),
      "drizzle/0000_a.sql": "create table a ();\n--> statement-breakpoint\ncreate table b ();",
      "drizzle/0001_b.sql": "select 1",
      "drizzle/0003_d.sql": "select 2",
    },
    {
      framework: "drizzle",
      together: true,
      files: [
        [
          "drizzle/0000_a.sql",
          "20",
          "transaction@1: create table a ();",
          "transaction@2: create table b ();",
        ],
        ["drizzle/0001_b.sql", "10", "transaction@1: select 1"],
      ],
      problems: [
        "wrong-order drizzle/0001_b.sql 0001_b",
        "journal-mismatch drizzle/0003_d.sql 0003_d.sql",
        "journal-mismatch drizzle/meta/_journal.json 0002_c",
      ],
    },
  ],
  [
    "dbmate: sections, and a transaction left out",
    {
      "20240101000000_a.sql": "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;",
      "20240102000000_b.sql": "-- migrate:up transaction:false\nselect 3;\n",
      "20240103000000_c.sql": "select 4;\n",
    },
    {
      framework: "dbmate",
      together: false,
      files: [
        ["20240101000000_a.sql", "20240101000000", "transaction@1: select 1;", "down"],
        ["20240102000000_b.sql", "20240102000000", "batch@1: select 3;"],
        ["20240103000000_c.sql", "20240103000000"],
      ],
      problems: ["no-up-section 20240103000000_c.sql 20240103000000_c.sql"],
    },
  ],
  [
    "golang-migrate: numbers count, whatever their length",
    {
      "10_j.up.sql": "select 10",
      "9_i.up.sql": "select 9",
      "9_i.down.sql": "select -9",
      "11_k.down.sql": "select -11",
      "0010_x.up.sql": "select 11",
      "13_m.up.sql": "select 13",
    },
    {
      framework: "golang-migrate",
      together: false,
      files: [
        ["9_i.up.sql", "9", "batch@1: select 9", "down"],
        ["0010_x.up.sql", "0010", "batch@1: select 11"],
        ["10_j.up.sql", "10", "batch@1: select 10"],
        ["13_m.up.sql", "13", "batch@1: select 13"],
      ],
      problems: [
        "duplicate-number 10_j.up.sql 10",
        "number-gap 13_m.up.sql 13",
        "down-without-up 11_k.down.sql 11_k.down.sql",
      ],
    },
  ],
  [
    "Flyway: versions by their parts, repeatable ones last",
    {
      "R__views.sql": "select 0",
      "V1.10__c.sql": "select 10",
      "V1_2__b.sql": "select 2",
      "V1_2__b.sql.conf": "executeInTransaction=false",
      "U1.10__c.sql": "select -10",
      "V3_wrong.sql": "select 3",
    },
    {
      framework: "flyway",
      together: false,
      files: [
        ["V1_2__b.sql", "1.2", "each@1: select 2"],
        ["V1.10__c.sql", "1.10", "transaction@1: select 10", "down"],
        ["R__views.sql", "transaction@1: select 0"],
      ],
      problems: ["misnamed-file V3_wrong.sql V3_wrong.sql"],
    },
  ],
  [
    "node-pg-migrate: SQL under markers, and literals of scripts",
    {
      "1700000000000_a.sql": "-- Up Migration\nselect 1;\n-- Down Migration\nselect 2;",
      "1700000000001_b.js":
        'exports.up = (pgm) => {\n  pgm.noTransaction();\n  pgm.sql("create index concurrently i on t (a)");\n  pgm.addColumns("t", { a: "int" });\n};\nexports.down = (pgm) => { pgm.sql(`drop index i`); };',
    },
    {
      framework: "node-pg-migrate",
      together: true,
      files: [
        ["1700000000000_a.sql", "1700000000000_a", "transaction@1: select 1;", "down"],
        [
          "1700000000001_b.js",
          "1700000000001_b",
          "batch@3: create index concurrently i on t (a)",
          "down",
        ],
      ],
      problems: [],
    },
  ],
  [
    "plain SQL: by number, else as given",
    { "2.sql": "select 2", "10.sql": "select 10", "1.sql": "select 1" },
    {
      framework: "sql",
      together: false,
      files: [
        ["1.sql", "1", "each@1: select 1"],
        ["2.sql", "2", "each@1: select 2"],
        ["10.sql", "10", "each@1: select 10"],
      ],
      problems: ["number-gap 10.sql 10"],
    },
  ],
])("%s", (_, files, expected) => {
  expect(outline(read(files))).toEqual(expected);
});

test("graphile-migrate: hashes chain, and a body that was changed is found", () => {
  const first =
    "--! Previous: -\n--! Hash: sha1:94ebbaaadd4d5b5d43e1bc2e9ac6b2a5b8d4ea9f\n\nselect 1;\n";
  const set = read({
    "committed/000001.sql": first,
    "current.sql": "--! no-transaction\nselect 2;",
  });
  expect(outline(set)).toMatchObject({
    framework: "graphile-migrate",
    files: [
      ["committed/000001.sql", "000001", "transaction@1: select 1;"],
      ["current.sql", "batch@1: --! no-transaction\nselect 2;"],
    ],
    problems: ["checksum-mismatch committed/000001.sql 000001.sql"],
  });
});

test("a framework that does not exist is refused with the one that was meant", () => {
  expect(() => read({ "1.sql": "select 1" }, "golang-migrat")).toThrow(
    /did you mean `golang-migrate`/,
  );
  expect(() => read({ "readme.py": "" })).toThrow(ToolError);
});

test("one text runs as it would in a file of the tool", async () => {
  const { signal } = new AbortController();
  const shapes = await Promise.all(
    ["prisma", "drizzle", "flyway", "dbmate", "sql", undefined].map(async (framework) => {
      const sql = framework === "dbmate" ? "-- migrate:up\nselect 1" : "select 1";
      const set = await readSet({ sql, framework }, [], signal);
      return set.files.map(({ path, up }) => [path, up[0]?.shape]);
    }),
  );
  expect(shapes.flat().map(([, shape]) => shape)).toEqual([
    "batch",
    "transaction",
    "transaction",
    "transaction",
    "each",
    "each",
  ]);
  expect(new Set(shapes.flat().map(([path]) => path))).toEqual(new Set(["migration.sql"]));
});
