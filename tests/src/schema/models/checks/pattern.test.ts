import { afterAll, beforeAll, expect, test } from "vitest";
import { javascriptPattern } from "../../../../../src/schema/models/checks/pattern.ts";
import { testDatabase, type TestDatabase } from "../../../../helpers/postgres.ts";

const patterns = [
  "^[a-z]+$",
  "^[^@]+@[^@]+\\.[^@]+$",
  "a.c",
  "^.{2,3}$",
  "^(a|b)*c?$",
  "^(?:ab){2}$",
  "[a-c-]",
  "[-a]",
  "^[A-Fa-f0-9]{6}$",
  "a/b",
  "[/^]",
  "\\$\\d?",
  "^$",
  "x+?y",
  "(?=a)a",
  "(?<!b)a",
  "\\.",
  "[.]",
  "[\\]x]",
  "é",
  "^[é-ü]$",
  "a{2,}",
  "\\d",
  "\\w+",
  "[[:alpha:]]",
  "[]a]",
  "(a)\\1",
  "\\y",
  "***=a.c",
  "(?i)abc",
  "a\\\\b",
  "^[^a]$",
  "[k-s]",
  "ß",
  "a b",
];

const texts = [
  "",
  "a",
  "ab",
  "abc",
  "ABC",
  "aac",
  "abab",
  "a\nc",
  "a\n",
  "a😀c",
  "😀",
  "😀😀",
  "é",
  "ü",
  "É",
  "-",
  "/",
  "a/b",
  "^",
  "a@b.c",
  "a@b",
  "0aF9c3",
  ".",
  "]",
  "x",
  "xxy",
  "k",
  "K",
  "\u212a",
  "ſ",
  "s",
  "ss",
  "ß",
  "ẞ",
  "$1",
  "٣",
  "a\\b",
  "a b",
  "a\u00a0b",
  "b",
  "ba",
  "c",
  "\r",
  "\u2028",
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

test("a pattern that is translated matches what it matches in Postgres", async () => {
  const translated = patterns.flatMap((pattern) =>
    [false, true].flatMap((ignoreCase) => {
      const body = javascriptPattern(pattern, ignoreCase);
      return body === undefined ? [] : [{ pattern, ignoreCase, body }];
    }),
  );
  expect(translated.length).toBeGreaterThan(40);
  for (const { pattern, ignoreCase, body } of translated) {
    const rows = await database.run(
      `select t ${ignoreCase ? "~*" : "~"} ${quote(pattern)} as matches from unnest(array[${texts.map(quote).join(", ")}]) with ordinality as each (t, n) order by n`,
    );
    const own = new RegExp(body, ignoreCase ? "is" : "su");
    const different = texts.filter((text, index) => own.test(text) !== rows[index]?.["matches"]);
    expect(different, `${pattern} ${ignoreCase}`).toEqual([]);
  }
});

test("what the two read differently is not translated", () => {
  for (const pattern of [
    "\\d",
    "\\w+",
    "[[:alpha:]]",
    "[]a]",
    "(a)\\1",
    "\\y",
    "***=a.c",
    "(?i)abc",
    "a{",
    "[a-c-e]",
    "a\nb",
  ])
    expect(javascriptPattern(pattern, false), pattern).toBeUndefined();
  // the dot and what a class leaves out may be half of a character, other alphabets have cases of their own
  for (const pattern of ["a.c", "[^a]", "é"])
    expect(javascriptPattern(pattern, true), pattern).toBeUndefined();
});
