import { afterAll, beforeAll, expect, test } from "vitest";
import { checkIntegrity } from "../../../tools/schema/check-integrity.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";
import { harness, type Harness } from "../../src/migration/lint/harness.ts";

const SETUP = `
  create table users (id int primary key, email text not null);
  insert into users select i, 'person' || i || '@example.org' from generate_series(1, 20) i;
  insert into users values (21, 'PERSON1@example.org');
  create table tasks (id int primary key, user_id int not null);
  insert into tasks values (1, 1), (2, 2), (3, 99);
  alter table tasks add constraint task_user foreign key (user_id) references users not valid;
  create table secrets (id int primary key, status text);
  create role check_integrity_reader;
  grant check_integrity_reader to current_user;
  grant usage on schema public to check_integrity_reader;
  grant select on users, tasks to check_integrity_reader;`;

let on: Harness;
beforeAll(async () => {
  on = await harness(SETUP);
});
afterAll(async () => {
  await on.target.run("drop owned by check_integrity_reader; drop role check_integrity_reader");
  await on[Symbol.asyncDispose]();
});

const call = async (args: Record<string, unknown>) => {
  await using client = await connect(serverConfig([checkIntegrity], { deps: on.deps }));
  return await client.callTool({ name: "check_integrity", arguments: args });
};

test("findings with counts and keys, never with people's own values", async () => {
  const result = await call({});
  expect(result.structuredContent).toMatchObject({
    findings: [
      {
        rule: "not-valid",
        level: "error",
        object: "public.tasks",
        evidence: "measured",
        count: 1,
        samples: ["(id)=(3)"],
        fix: "ALTER TABLE public.tasks VALIDATE CONSTRAINT task_user;",
      },
      {
        rule: "duplicates",
        level: "warning",
        object: "public.users",
        count: 1,
        samples: ["(id)=(1) and (id)=(21)"],
      },
    ],
    skipped: [
      {
        check: "damaged-indexes",
        reason:
          "amcheck is not installed; have an owner run `CREATE EXTENSION amcheck`, then call again",
      },
    ],
  });
  expect(textOf(result)).toMatch(/^2 findings, 1 of them errors, by \d+ questions of 12 checks\./);
  expect(JSON.stringify(result)).not.toContain("example.org");
});

test("some checks alone, and a name that is none", async () => {
  expect((await call({ checks: ["sequences"] })).structuredContent).toMatchObject({
    findings: [],
    checked: [{ check: "sequences", probes: 0, sampled: 0, findings: 0 }],
    skipped: [],
  });
  expect(textOf(await call({ checks: ["orphan"] }))).toMatch(
    /^NOT_FOUND: There is no check `orphan`; did you mean `orphans`\?/,
  );
  expect(textOf(await call({ sample: 0 }))).toMatch(/^INVALID_INPUT: `sample` is the percentage/);
});

test("what the role may not read is told, and many findings fit into one answer", async () => {
  const tables = Array.from(
    { length: 120 },
    (_, at) => `create table many_${at} (id int, some_${at} int, other_${at} int, third_${at} int);
      insert into many_${at} select i, i, i, i from generate_series(1, 20) i;`,
  );
  await on.target.run(tables.join("\n"));
  const result = await call({ checks: ["nullable", "drift"] });
  expect(result.isError ?? false, textOf(result)).toBe(false);
  const { findings, omitted } = result.structuredContent as {
    findings: unknown[];
    omitted: number;
  };
  expect(findings.length).toBeGreaterThan(20);
  expect(findings.length + omitted).toBe(120);
  expect(textOf(result)).toMatch(/^120 findings, .*\n[^]*Not all fit: ask for some `checks` alone/);
  const { deps } = on;
  const asReader = {
    ...deps,
    session: async (request: Parameters<typeof deps.session>[0]) => {
      const session = await deps.session(request);
      await session.query("set role check_integrity_reader");
      return session;
    },
  };
  await using client = await connect(serverConfig([checkIntegrity], { deps: asReader }));
  const limited = await client.callTool({
    name: "check_integrity",
    arguments: { checks: ["drift"] },
  });
  expect(limited.structuredContent).toMatchObject({
    skipped: [{ check: "drift", reason: "the role may not read it: `public.secrets`" }],
  });
});
