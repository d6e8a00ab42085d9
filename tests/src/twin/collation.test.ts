import { afterAll, expect, inject, test } from "vitest";
import { testDatabase } from "../../helpers/postgres.ts";
import { openSession } from "../query/session.ts";
import { planOf, twinHome } from "./fixture.ts";

const home = twinHome();
const signal = new AbortController().signal;
afterAll(() => home[Symbol.asyncDispose]());

const setup = `
  create table words (id int primary key, word text not null, plain text collate "C", german text collate "de-x-icu");
  insert into words select i, chr(97 + i % 26) || md5(i::text), 'p' || i, 'g' || i from generate_series(1, 20000) i;
  create index words_word on words (word);
  create index words_pattern on words (german text_pattern_ops);
  create index words_plain on words (plain);
  vacuum analyze words`;

const queries = [
  "select * from words where word like 'abc%'",
  "select * from words where plain like 'p77%'",
  "select * from words where german like 'g88%'",
  "select * from words where german < 'g2'",
  "select * from words where word between 'a' and 'b' order by word limit 5",
  "select * from words order by word desc limit 10",
  "select * from words where word > 'Z'",
];

/**
 * LIKE with a prefix takes a plain index only where text is sorted by code point, and Postgres knows: it asks libc for anything but C, and
 * reckons with the order that it is told.
 */
test.each([
  ["locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'", true],
  ["locale_provider builtin builtin_locale 'PG_UNICODE_FAST' locale 'C'", true],
  ["locale 'C' locale_provider libc", true],
  ["locale_provider icu icu_locale 'en-US' locale 'C'", false],
  ["locale_provider icu icu_locale 'und-u-kn' locale 'C'", false],
  ["locale_provider libc locale 'C.utf8'", false],
])("%s: the twin sorts as the original does", async (locale, byCodePoint) => {
  await using any = await testDatabase();
  const name = `sorted_${any.name}`;
  const owner = new URL(any.url);
  await any.runAsSuperuser(
    `create database ${name} owner ${owner.username} template template0 encoding 'UTF8' ${locale}`,
  );
  owner.pathname = `/${name}`;
  try {
    await using session = await openSession(owner.href);
    for (const sql of setup.split(";")) await session.query(sql);
    await using twin = await home.deps(owner.href).twin({ signal });
    expect(twin.missing).toEqual([]);
    for (const sql of queries)
      expect({ sql, ...(await planOf(twin.session, sql)) }).toEqual({
        sql,
        ...(await planOf(session, sql)),
      });
    const like = await planOf(twin.session, queries[0] ?? "");
    expect(like.shape.includes("words_word")).toBe(byCodePoint);
  } finally {
    await using superuser = await openSession(inject("postgres"));
    await superuser.query(`drop database ${name} with (force)`);
  }
});
