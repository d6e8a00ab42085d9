import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../../../src/core/session.ts";
import type { Missing } from "../../../src/core/twin.ts";
import { readPlan } from "../../../src/query/plan/read.ts";
import { shapeOf } from "../../../src/query/plan/shape.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import type { twinHome } from "./fixture.ts";

const root = join(import.meta.dirname, "../../data/twin");

/** Databases with rows: `schema.sql`, `data.sql` and `queries.sql` in a folder each. */
export const fidelitySchemas = readdirSync(root);

/** One query as it is planned on a database with its rows, and on its twin. */
interface Compared {
  readonly sql: string;
  readonly original: Estimate;
  readonly twin: Estimate;
  readonly sameShape: boolean;
  /** How far the twin's total cost is from the original's: 0.001 is 0.1 %. */
  readonly error: number;
}

interface Estimate {
  readonly shape: string;
  readonly cost: number;
}

interface Fidelity {
  readonly compared: readonly Compared[];
  readonly missing: readonly Missing[];
}

/** Fills a database on `cluster`, with a part of the rows if there are to be fewer, has its twin built, and plans every query on both. */
export async function compareSchema(
  schema: string,
  cluster: string,
  home: ReturnType<typeof twinHome>,
  part = 1,
): Promise<Fidelity> {
  const signal = new AbortController().signal;
  await using database = await testDatabase(read(schema, "schema.sql"), cluster);
  await database.run(leftAlone);
  for (const sql of statementsOf(schema, "data.sql")) await database.run(fewerRows(sql, part));
  const deps = home.deps(database.url);
  await using original = await deps.session({ intent: "read", signal });
  await using twin = await deps.twin({ signal });
  const compared: Compared[] = [];
  for (const sql of statementsOf(schema, "queries.sql"))
    if (isIn(original.version, sql))
      compared.push(compare(sql, await estimate(original, sql), await estimate(twin.session, sql)));
  return { compared, missing: twin.missing };
}

/** Nothing is vacuumed or analyzed between the two plans. */
const leftAlone = `do $$ declare t regclass; begin
  for t in select oid from pg_class where relkind = 'r' and oid >= 16384 and pg_has_role(relowner, 'usage') loop
    execute format('alter table %s set (autovacuum_enabled = off)', t);
  end loop; end $$`;

/** Rows come from `generate_series`. Tables that others refer to are the small ones, and keep theirs. */
const fewerRows = (sql: string, part: number): string =>
  sql.replace(
    /(?<=generate_series\(1, )(?:[4-9]\d{4}|\d{6,})(?=\))|(?<=generate_series\(1, 60 \+ )\d+/g,
    (rows) => `${Math.round(Number(rows) * part)}`,
  );

const isIn = (version: number, sql: string): boolean =>
  version >= 150_000 || !sql.startsWith("merge ");

function compare(sql: string, original: Estimate, twin: Estimate): Compared {
  const error =
    twin.cost === original.cost ? 0 : Math.abs(twin.cost - original.cost) / original.cost;
  return { sql, original, twin, sameShape: original.shape === twin.shape, error };
}

async function estimate(session: Session, sql: string): Promise<Estimate> {
  const [row] = await session.query(`explain (format json) ${sql}`);
  const { root: top } = readPlan(row?.["QUERY PLAN"]);
  return { shape: shapeOf(top), cost: top.estimate.totalCost };
}

const read = (schema: string, file: string): string =>
  readFileSync(join(root, schema, file), "utf8");

/** A statement ends with its line. */
const statementsOf = (schema: string, file: string): string[] =>
  read(schema, file)
    .split(/;\n/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
