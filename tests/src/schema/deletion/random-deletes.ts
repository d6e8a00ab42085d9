import { expect } from "vitest";
import { ToolError } from "../../../../src/core/errors.ts";
import type { Session } from "../../../../src/core/session.ts";
import { nameOf } from "../../../../src/schema/rows/name.ts";
import { readForeignKeys } from "../../../../src/schema/integrity/foreign-keys.ts";
import { readRelations } from "../../../../src/schema/deletion/relations.ts";
import { spread, type Graph } from "../../../../src/schema/deletion/spread.ts";
import { createRandom, type Random } from "../../../../src/schema/rows/random.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

const ACTIONS = [
  "on delete cascade",
  "on delete cascade",
  "on delete cascade",
  "on delete cascade",
  "on delete set null",
  "on delete set default",
  "on delete restrict",
  "",
  "deferrable initially deferred",
];

const partitioned = "partition by hash (id)";

/** Tables, some of them partitioned, that refer to each other and to themselves in any way, and rows in them. */
function randomSchema(random: Random, schema: string): string {
  const names = ["a", "b", "c", "d"].slice(0, 2 + random.below(3));
  const rows = 3 + random.below(4);
  const keys: string[] = [];
  const columns = new Map(names.map((name) => [name, [] as { required: boolean }[]]));
  for (let count = 1 + random.below(5); count > 0; count--) {
    const [from, to] = [random.pick(names) ?? "a", random.pick(names) ?? "a"];
    const own = columns.get(from) ?? [];
    const column = `r${own.length}`;
    own.push({ required: random.chance(0.2) });
    keys.push(
      `alter table ${from} add foreign key (${column}) references ${to} ${random.pick(ACTIONS) ?? ""}`,
    );
  }
  const tables = names.flatMap((name) => {
    const own = (columns.get(name) ?? []).map(({ required }, at) => {
      const initial = random.chance(0.5) ? `default ${random.below(3)}` : "";
      return `, r${at} int ${initial} ${required ? "not null" : ""}`;
    });
    const isPartitioned = random.chance(0.2);
    const parts = isPartitioned
      ? [0, 1].map(
          (at) =>
            `create table ${name}_${at} partition of ${name} for values with (modulus 2, remainder ${at})`,
        )
      : [];
    return [
      `create table ${name} (id int primary key${own.join("")}) ${isPartitioned ? partitioned : ""}`,
      ...parts,
    ];
  });
  const inserts = names.map((name) => {
    const own = columns.get(name) ?? [];
    const lines = Array.from({ length: rows }, (_, id) =>
      [
        id,
        ...own.map(({ required }) =>
          required || random.chance(0.6) ? random.below(rows) : "null",
        ),
      ].join(", "),
    );
    return `insert into ${name} values ${lines.map((line) => `(${line})`).join(", ")}`;
  });
  return [
    `create schema ${schema}; set search_path = ${schema}`,
    ...tables,
    ...inserts,
    ...keys,
  ].join(";\n");
}

interface Outcome {
  readonly refused: boolean;
  /** `table rows` of those that went. */
  readonly gone: readonly string[];
}

/** In one snapshot with nothing written. */
async function foretell(
  session: Session,
  graph: Graph,
  table: string,
  where: string,
): Promise<Outcome> {
  return session.transaction({ access: "read only", isolation: "repeatable read" }, async () => {
    const roots = await session.query<{ relation: number; row: string }>(
      `select tableoid::int8 as relation, ctid::text as row from ${table} where ${where}`,
    );
    const { gone, reached } = await spread(session, graph, roots, {
      signal: new AbortController().signal,
    });
    return {
      refused: reached.some(({ blocking }) => blocking > 0),
      gone: Array.from(gone, ([oid, rows]) => {
        const relation = graph.relations.get(oid);
        return `${relation === undefined ? oid : nameOf(relation)} ${rows}`;
      }).toSorted(),
    };
  });
}

async function execute(session: Session, table: string, where: string): Promise<Outcome> {
  try {
    return await session.transaction({ access: "read write", rollback: true }, async () => {
      await session.query(`delete from ${table} where ${where}`);
      await session.query("set constraints all immediate");
      const rows = await session.query<{ name: string; deleted: number }>(
        `select schemaname || '.' || relname as name, n_tup_del as deleted
           from pg_stat_xact_user_tables where n_tup_del > 0 and schemaname = $1`,
        [table.split(".")[0]],
      );
      return { refused: false, gone: rows.map((row) => `${row.name} ${row.deleted}`).toSorted() };
    });
  } catch (error) {
    // 23001 is RESTRICT from 18 on
    if (!(error instanceof ToolError) || !/^23(001|502|503)$/.test(error.sqlstate ?? ""))
      throw error;
    return { refused: true, gone: [] };
  }
}

/** Holds what is foretold against what Postgres does, in as many schemas; returns how many deletes were refused. */
export async function compareDeletes(
  rounds: number,
  seed: number,
  cluster?: string,
): Promise<number> {
  const random = createRandom(seed);
  const schemas = Array.from({ length: rounds }, (_, at) => randomSchema(random, `s${at}`));
  await using database = await testDatabase(schemas.join(";\n"), cluster);
  let refusals = 0;
  await inSession(database.url, async (session) => {
    const graph = { keys: await readForeignKeys(session), relations: await readRelations(session) };
    for (const [at, ddl] of schemas.entries()) {
      const where = `id in (${random.below(3)}, ${random.below(3)})`;
      const foretold = await foretell(session, graph, `s${at}.a`, where);
      const real = await execute(session, `s${at}.a`, where);
      if (real.refused) refusals++;
      const told = foretold.refused ? { refused: true, gone: [] } : foretold;
      expect(told, `${ddl}\n${where}`).toEqual(real);
    }
  });
  return refusals;
}
