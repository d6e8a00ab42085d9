import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { runRules, type Reported } from "../../../../src/rules/engine/report.ts";
import { readSchemaFacts } from "../../../../src/rules/facts/read-schema-facts.ts";
import type { SchemaFacts } from "../../../../src/rules/facts/schema.ts";
import { reviewRules } from "../../../../src/rules/review.ts";
import { loadDdl } from "../../../../src/schema/load-ddl.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { harness, type Harness } from "../../migration/lint/harness.ts";

const folder = join(import.meta.dirname, "../../../data/review-parity");

/** What another linter finds, with the rules of ours that say it, and a look-alike of which neither says anything. */
interface Scene {
  readonly name: string;
  readonly rules: readonly string[];
  /** Needs rows, counters or a superuser: no DDL makes it. */
  readonly live: boolean;
  /** Says something of the schema as a whole, so that others beside it would change it: it is text by itself. */
  readonly apart: boolean;
  readonly bad: Side;
  readonly good: Side;
}

interface Side {
  readonly schema: string;
  readonly sql: string;
  readonly superuser: string;
}

/** Reads scenes: `-- scene <theirs>: <ours ...> [live] [apart] [as <schema> <schema>]`, then `-- bad` and `-- good`. */
function readScenes(file: string, id: string): Scene[] {
  const text = readFileSync(join(folder, file), "utf8").replace(/\b(\w+)_role\b/g, `$1_${id}`);
  return text
    .split(/^-- scene /m)
    .filter((part) => part.trim() !== "")
    .map((part, at) => {
      const [head = "", bad = "", good = ""] = part.split(/^-- (?:bad|good)$/m);
      const [, name = "", said = "", named] = /^(.+): (.+?)(?: as (.+))?$/.exec(head.trim()) ?? [];
      const words = said.split(" ");
      const flag = (word: string): boolean => words.includes(word);
      const own = `${file.replace(/\W|sql$/g, "")}_${at}`.replace(/^pg/, "");
      const [badSchema, goodSchema] = named?.split(" ") ?? [`${own}_bad`, `${own}_good`];
      return {
        name: `${file.replace(".sql", "")} ${name}`,
        rules: words.filter((word) => word !== "live" && word !== "apart"),
        live: flag("live") || part.includes("-- as superuser"),
        apart: flag("apart"),
        bad: side(badSchema ?? "", bad),
        good: side(goodSchema ?? "", good),
      };
    });
}

function side(schema: string, text: string): Side {
  const [sql = "", superuser = ""] = text
    .replaceAll("schema current_schema", `schema ${schema}`)
    .split(/^-- as superuser$/m);
  const within = (some: string): string => `set search_path = ${schema};\n${some}`;
  return { schema, sql: `create schema ${schema};\n${within(sql)};`, superuser: within(superuser) };
}

const id = `parity${process.pid}`;
const scenes = readdirSync(folder).flatMap((file) => readScenes(file, id));
const roles = ["app", "anon", "other"].map((name) => `${name}_${id}`);

/** Stand-ins for what hosted Postgres has: who asks, from a setting of the session. */
const SETUP = `
create schema auth;
create function auth.jwt() returns jsonb stable language sql as $$ select nullif(pg_catalog.current_setting('request.jwt.claims', true), '')::jsonb $$;
create function auth.uid() returns uuid stable language sql as $$ select (auth.jwt() ->> 'sub')::uuid $$;
create schema common;
create table common.shared (id bigint primary key);
`;

let on: Harness;
/** Of all scenes that can be beside each other. */
let together: Reported[];
let text: Reported[];

const check = (facts: SchemaFacts): Reported[] => runRules(reviewRules, facts);

/** Runs sides one statement after the other: VACUUM runs in no transaction with others. */
async function run({ url, superuserUrl }: Harness["target"], sides: readonly Side[]) {
  const open = async (connectionString: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    return client;
  };
  const [owner, superuser] = [await open(url), await open(superuserUrl)];
  try {
    for (const { schema, sql, superuser: rest } of sides)
      try {
        for (const { text: statement } of await parseScript(sql)) await owner.query(statement);
        await superuser.query(rest);
      } catch (error) {
        throw new Error(`${schema} cannot be made: ${String(error)}`, { cause: error });
      }
    await owner.query("select pg_stat_force_next_flush()");
  } finally {
    await owner.end();
    await superuser.end();
  }
}

async function review({ deps }: Harness, ddl?: string): Promise<Reported[]> {
  const { signal } = new AbortController();
  const asked = {
    model: undefined,
    neon: undefined,
    sample: false,
    signal,
    shadow: () => deps.shadow(signal),
    progress: () => {},
  };
  if (ddl !== undefined) {
    await using shadow = await deps.shadow(signal);
    const loaded = await loadDdl(shadow.session, ddl, signal);
    expect(loaded.skipped).toEqual([]);
    return check((await readSchemaFacts(shadow.session, { ...asked, ofText: loaded.roles })).facts);
  }
  await using session = await deps.session({
    target: undefined,
    intent: "read",
    connection: "direct",
    signal,
  });
  const { facts } = await readSchemaFacts(session, { ...asked, ofText: undefined });
  // As if the counters of use began a month ago: no test waits for weeks.
  const since = new Date(Date.parse(facts.readAt) - 30 * 86_400_000);
  return check({ ...facts, countedSince: since.toISOString() });
}

beforeAll(async () => {
  on = await harness(SETUP);
  for (const role of roles) await on.target.runAsSuperuser(`create role ${role}`);
  await on.target.runAsSuperuser(
    "create foreign data wrapper nothing; create server parity_elsewhere foreign data wrapper nothing",
  );
  const beside = scenes.filter(({ apart }) => !apart);
  await run(
    on.target,
    beside.flatMap(({ bad, good }) => [bad, good]),
  );
  together = await review(on);
  const written = beside.filter(({ live }) => !live);
  text = await review(on, SETUP + written.map(({ bad, good }) => bad.sql + good.sql).join("\n"));
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  const cluster = new pg.Client({ connectionString: inject("postgres") });
  await cluster.connect();
  for (const role of roles) await cluster.query(`drop role if exists ${role}`);
  await cluster.end();
});

const within = (findings: readonly Reported[], { schema }: Side): Reported[] =>
  findings.filter(({ object }) => new RegExp(`(^| on )${schema}(\\.|$)`).test(object));
const rulesIn = (findings: readonly Reported[], one: Side): Set<string> =>
  new Set(within(findings, one).map(({ rule }) => rule));

test("scenes are many, and name rules that are there", () => {
  const ids = reviewRules.map((rule) => rule.id);
  expect(scenes.length).toBeGreaterThanOrEqual(90);
  for (const { name, rules } of scenes) {
    expect(rules, name).not.toHaveLength(0);
    for (const rule of rules) expect(ids).toContain(rule);
  }
});

describe.each(scenes)("$name", ({ rules, live, apart, bad, good }) => {
  const sides = async (of: "database" | "ddl") => {
    if (!apart)
      return of === "ddl" ? { inBad: text, inGood: text } : { inBad: together, inGood: together };
    const [inBad, inGood] = [await review(on, bad.sql), await review(on, good.sql)];
    return { inBad, inGood };
  };
  const ways = apart
    ? (["ddl"] as const)
    : live
      ? (["database"] as const)
      : (["database", "ddl"] as const);
  test.each(ways)("%s", async (way) => {
    const { inBad, inGood } = await sides(way);
    const found = rulesIn(inBad, bad);
    expect(
      rules.filter((rule) => !found.has(rule)),
      [...found].join(),
    ).toEqual([]);
    const false_ = within(inGood, good).filter(({ rule }) => rules.includes(rule));
    expect(false_.map(({ key, message }) => `${key}: ${message}`)).toEqual([]);
  });
});
