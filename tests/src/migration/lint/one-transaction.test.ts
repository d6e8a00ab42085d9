import { afterAll, beforeAll, expect, test } from "vitest";
import { harness, type Harness } from "./harness.ts";

/** What several statements of one transaction see of each other. */
let on: Harness;
beforeAll(async () => {
  on = await harness(
    "create type mood as enum ('calm'); create table people (id int primary key, mood mood)",
  );
});
afterAll(() => on[Symbol.asyncDispose]());

const errors = async (sql: string): Promise<string[]> =>
  (await on.lintSql(sql, { target: {} })).findings
    .filter(({ level }) => level === "error")
    .map(({ rule, line }) => `${line} ${rule}`);

test("values of an enum that the transaction itself made are used right away", async () => {
  const sql = `begin;
    create type state as enum ('new');
    alter type state add value 'old';
    create table states (id int primary key, state state default 'old');
    insert into states values (1, 'old');
    commit;`;
  expect(await errors(sql)).toEqual([]);
});

test("values that it adds to another one are not", async () => {
  const sql = `begin;
    alter type mood add value 'merry';
    update people set mood = 'merry' where id = 1;
    commit;`;
  expect(await errors(sql)).toEqual(["3 enum-value-used-in-transaction"]);
});

test("looking at the schema in between takes no lock that is told of the next statement", async () => {
  const sql = `begin;
    create view names as select id from people;
    comment on type mood is 'Of people';
    create table others (id int primary key);
    commit;`;
  const { findings } = await on.lintSql(sql, { target: {} });
  expect(findings.filter(({ rule }) => /lock/.test(rule))).toEqual([]);
});
