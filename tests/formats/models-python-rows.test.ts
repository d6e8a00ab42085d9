import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Catalog } from "../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../src/postgres/catalog/read-catalog.ts";
import { emitSqlalchemy } from "../../src/schema/models/python/sqlalchemy.ts";
import { emitSqlmodel } from "../../src/schema/models/python/sqlmodel.ts";
import { modelSource } from "../../src/schema/models/read-source.ts";
import type { EmitModels } from "../../src/schema/models/format.ts";
import { emitPydantic } from "../../src/schema/models/python/pydantic.ts";
import { quoteLiteral } from "../../src/sql/quote.ts";
import { testDatabase, type TestDatabase } from "../helpers/postgres.ts";
import { openSession } from "../src/query/session.ts";
import { runPython } from "./python/python.ts";

const textOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, "python", name), "utf8");

const catalogOf = async ({ url }: TestDatabase): Promise<Catalog> => {
  await using session = await openSession(url);
  return await readCatalog(session);
};

/** Values of one column each, around what its check and its type refuse. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  small: [0, 1, 32767, 32768, null, -1],
  whole: [-6, -5, 0, 5, 6, null, 2147483648],
  large: [6, 7, 8, "9223372036854775807", "9223372036854775808"],
  listed: [0, 1, 3, 4, null],
  amount: ["0.05", "0.04", 0.05, "9999.99", "10000", null, "abc"],
  free: [999, 1000, "999.999999999999999999", null],
  ratio: [-0.1, 0, 1.4999999, 1.5, null],
  weight: [10, 10.5, -3.25],
  name: ["a", "ab", "abcde", "abcdef", "", null, "日本", "💡💡💡💡💡", "💡💡💡💡💡💡"],
  title: ["", "abcd", "abcde", "no", "No", null],
  trimmed: ["", " ", "  x ", "\t", "\n", null],
  currency: ["EUR", "USD", "CHF", "eur", null],
  kind: ["a", "b c", "it's", "b", "A", "", null],
  code: ["AB-123", "AB-12", "ab-123", "xAB-123", "AB-123\n", "AB-١٢٣", null],
  site: ["http://x", "https://y", "ftp://x", "http://", "http://x/y", "http://x\ny", "x http://y"],
  not_like: ["x.y", "xzy", "x\ny", "xy", "x.y ", null],
  mail: ["a@b", "A@B", "a b@c", "@", "a@b@c"],
  feeling: ["sad", "ok", "happy", "OK", "", null],
  done: [true, false, null],
  agreed: [true, false, null],
  begins: ["2019-12-31", "2020-01-01", "2030-02-30", null],
  share: [0, "100.00", 100, 101, -1, null],
  path: ["a-b", "A", "abcdefghijkl", "abcdefghijklm", "", null],
  token: ["6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff", null],
  bits: ["101", "10", "1010", "10x", null],
  tags: [["a"], [], null],
};

const good = { small: 1, email: "a@b" };
const pairs: readonly Readonly<Record<string, unknown>>[] = [
  { begins: "2021-01-02", ends: "2021-01-01" },
  { begins: "2021-01-02", ends: "2021-01-02" },
  { begins: null, ends: "2021-01-01" },
  { ends: "2021-01-01" },
  { low: 1, high: 2 },
  { low: 2, high: 2 },
  { low: 1 },
  { high: 1 },
  { low: null, high: null },
  { email: null },
  { email: null, phone: null },
  { email: null, phone: "1" },
  { phone: "1" },
  { unknown: 1 },
];
const rows: readonly Readonly<Record<string, unknown>>[] = [
  good,
  {},
  { small: 1 },
  ...pairs.map((row) => ({ ...good, ...row })),
  ...Object.entries(values).flatMap(([column, each]) =>
    each.map((value) => ({ ...good, [column]: value })),
  ),
];

/** What each side takes; rows as JSON where the two are not of one mind. */
async function disagreements(emit: EmitModels, model: string): Promise<string[]> {
  await using database = await testDatabase(textOf("checks.sql"));
  const models = await emit(modelSource(await catalogOf(database)));
  const { accepted } = await runPython("checks.py", models, database.url, { model, rows });
  const list = quoteLiteral(JSON.stringify(rows));
  const answers = await database.run(
    `select accepts(row) as accepted from jsonb_array_elements(${list}::jsonb) with ordinality as rows (row, at) order by at`,
  );
  expect(answers.filter((each) => each["accepted"] === true).length).toBeGreaterThan(60);
  return rows.flatMap((row, at) => {
    const [postgres, python] = [answers[at]?.["accepted"], (accepted as boolean[])[at]];
    return postgres === python
      ? []
      : [`${JSON.stringify(row)} ${python ? "is taken" : "is refused"}`];
  });
}

const classes = [
  ["sqlalchemy", emitSqlalchemy],
  ["sqlmodel", emitSqlmodel],
] as const;

test.each(classes)(
  "%s: rows are written, and read by relationships in both directions",
  async (_, emit) => {
    await using database = await testDatabase(textOf("tenants.sql"));
    const models = await emit(modelSource(await catalogOf(database)));
    expect(await runPython("tenants.py", models, database.url)).toEqual({
      relationships: {
        Tenant: ["boards", "members"],
        Member: ["boards", "boards_by_board_members", "tenant"],
        Board: ["children", "members", "owner", "parent", "tenant"],
        BoardMember: [],
        Person: ["badge", "followeds", "followers", "notes_as_author", "notes_as_reader"],
        Follow: [],
        Note: ["author", "reader"],
        Badge: ["person"],
      },
      owner: ["Ada", "Bob"],
      parent: [null, 1],
      children: [2],
      members: ["Ada", "Bob"],
      tenant: "one",
      settings: {},
      "boards of a member": [1],
      follows: [
        [["Mallory"], []],
        [[], ["Eve"]],
      ],
      badge: ["gold", { a: [1, null] }, true, null],
      notes: [2, 1, 0],
      note: ["Eve", "Mallory", ["so so", "good"]],
      "readers left": 0,
      left: [0, 0],
      refused: "23503",
    });
  },
);

/** What `\d` is depends on the collation, so that check is Postgres's alone. */
const ofCode = ["AB-12", "ab-123", "xAB-123", "AB-123\n", "AB-١٢٣"].map((code) => ({ code }));

const taken = (row: object): string => `${JSON.stringify({ ...good, ...row })} is taken`;

test("pydantic refuses what Postgres refuses, and nothing more", async () => {
  expect(await disagreements(emitPydantic, "CheckedCreate")).toEqual(ofCode.map(taken));
});

test("a class of sqlmodel does too, but for bounds of types and columns with a default", async () => {
  const more = [
    { unknown: 1 },
    { small: 32768 },
    { large: "9223372036854775808" },
    { title: null },
    ...ofCode,
    { agreed: null },
    ...["10", "1010", "10x"].map((bits) => ({ bits })),
  ];
  expect(await disagreements(emitSqlmodel, "Checked")).toEqual(more.map(taken));
});
