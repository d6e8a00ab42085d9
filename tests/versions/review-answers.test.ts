import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runRules } from "../../src/rules/engine/report.ts";
import { schemaRules } from "../../src/rules/schema/index.ts";
import { cluster, majors } from "../helpers/versions.ts";
import { openBench, type Bench } from "../src/rules/schema/harness.ts";

const older = majors.filter((major) => major < 18);

/** Something for each question that rules have Postgres answer: proofs, evaluations, bounds, keywords, names, and what hangs on columns. */
const SCHEMA = `
  create table tasks (id serial primary key, "order" integer, size integer default 0 check (size > 0), state text not null, seen timestamp,
    constraint anything check (size > 5 or size <= 5),
    constraint states check (state in ('a', 'b')), constraint others check (state in ('c', 'd')));
  create view newest as select id, state from tasks order by id;
  create table events (at date not null) partition by range (at);
  create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
  create table events_2 partition of events for values from ('2024-03-01') to ('2024-04-01');
  create function touch() returns trigger language plpgsql as $$ begin new.updated_at := now(); return new; end $$;
  create trigger touch before update on tasks for each row execute function touch();
  create trigger touch_again before update on tasks for each row execute function touch();
  create function sizes() returns bigint language plpgsql as $$ begin return (select sum(size) from task); end $$;
  create function today() returns date immutable language sql as 'select current_date'`;

const EXPECTED = [
  "body-names-missing-relation",
  "check-impossible",
  "check-without-effect",
  "default-violates-check",
  "function-could-be-stable",
  "immutable-depends",
  "name-keyword",
  "partition-gap",
  "partitions-run-out",
  "serial-column",
  "timestamp-without-zone",
  "trigger-duplicated",
  "trigger-names-missing-column",
  "view-sorted",
];

describe.each(older)("Postgres %i", (major) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(await cluster(major));
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  test("the same is found, fixes end it, and rollbacks lead back", async () => {
    await bench.setUp(SCHEMA);
    const found = async () => runRules(schemaRules, await bench.facts(), { rules: EXPECTED });
    const before = await bench.state();
    const findings = await found();
    expect([...new Set(findings.map(({ rule }) => rule))].toSorted()).toEqual(EXPECTED);
    const fixed = findings.filter(({ fix }) => fix !== undefined);
    expect(fixed.map(({ rule }) => rule).toSorted()).toEqual([
      "check-without-effect",
      "default-violates-check",
      "function-could-be-stable",
      "immutable-depends",
      "serial-column",
      "timestamp-without-zone",
      "trigger-duplicated",
    ]);
    for (const { fix } of fixed) await bench.run(fix ?? "");
    const left = new Set((await found()).map(({ key }) => key));
    expect(fixed.filter(({ key }) => left.has(key))).toEqual([]);
    for (const { rollback } of fixed.toReversed()) await bench.run(rollback ?? "");
    expect(await bench.state()).toEqual(before);
  });
});
