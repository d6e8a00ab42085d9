import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { parseScript } from "../../sql/parse.ts";
import { attempt } from "./attempt.ts";
import { columnsOf } from "./columns.ts";
import { answerOf, failure, type Answer, type Counterexample } from "./counterexample.ts";
import type { Pair } from "./difference.ts";
import { constantsOf } from "./shadow/constants.ts";
import { insertSql, smallDatabase, type SmallDatabase } from "./shadow/generate.ts";
import { prepareShadow } from "./shadow/prepare.ts";
import { search } from "./shadow/search.ts";
import { nameOf, reachedTables } from "./shadow/tables.ts";
import { createTrial } from "./shadow/trial.ts";
import { makePools } from "./shadow/values.ts";

export interface Adversarial {
  readonly databases: number;
  readonly counterexample?: Counterexample;
  /** Why the rows say nothing, or less than they should. */
  readonly doubts: readonly string[];
  /** What else is to be known. */
  readonly remarks: readonly string[];
}

/** Small databases over all sets of parameters, and the fewest of one set. */
const DATABASES = 1_200;
const DATABASES_EACH = 250;
const BUDGET_MS = 45_000;
const SHOWN = 20;

/**
 * Looks for rows on which two statements differ, in a shadow with the target's schema. Nothing of the target's data goes there, and
 * a counterexample is a database that the schema allows.
 */
export async function compareOnAdversarialRows(
  source: Session,
  pairs: readonly Pair[],
  { shadow: openShadow }: Pick<Deps, "shadow">,
  call: Call,
): Promise<Adversarial> {
  await using shadow = await openShadow(call.signal);
  const { session } = shadow;
  call.progress(0, "Copying the schema", DATABASES);
  const catalog = await prepareShadow(source, shadow);
  const texts = pairs.flatMap(({ original, rewritten }) => [original, rewritten]);
  const statements = (await Promise.all(texts.map(parseScript))).flat();
  const reached = await reachedTables(session, statements, catalog);
  const { tables, unfillable, materializedViews } = reached;
  // an unpopulated one cannot even be named
  for (const view of materializedViews) await session.query(`refresh materialized view ${view}`);
  const refused = await session.transaction({ access: "read only" }, async () => {
    for (const text of texts) {
      const columns = await attempt(session, () => columnsOf(session, text));
      if (columns instanceof ToolError) return columns;
    }
    return undefined;
  });
  const none = { databases: 0, remarks: [] };
  if (refused !== undefined)
    return {
      ...none,
      doubts: [
        `the shadow does not take the statements (SQLSTATE ${refused.sqlstate ?? "unknown"}): the schema needs something that the embedded Postgres lacks, such as an extension`,
      ],
    };
  if (tables.length === 0)
    return { ...none, doubts: ["the statements read no table of the schema"] };
  const constants = await constantsOf(
    statements.map(({ node }) => node),
    reached,
    catalog,
  );
  const pools = await makePools(session, tables, constants);
  const until = performance.now() + BUDGET_MS;
  const each = Math.max(DATABASES_EACH, Math.ceil(DATABASES / pairs.length));
  const sum = { databases: 0, undetermined: 0, chance: 0, overflows: 0, endless: 0, failed: 0 };
  const filled = new Set<string>();
  const make = (number: number): SmallDatabase =>
    smallDatabase(number, { tables, pools, constants });
  for (const [index, pair] of pairs.entries()) {
    const trial = await createTrial(session, pair, materializedViews);
    const options = { from: index * each, count: each, until, make, name: nameOfRow };
    const found = await search(trial, options, call);
    for (const key of [
      "databases",
      "undetermined",
      "chance",
      "overflows",
      "endless",
      "failed",
    ] as const)
      sum[key] += found[key];
    found.filled.forEach((name) => filled.add(name));
    if (found.counterexample !== undefined)
      return {
        databases: sum.databases,
        counterexample: await show(session, pair, found.counterexample, materializedViews),
        doubts: [],
        remarks: [],
      };
  }
  const bare = tables.map(nameOf).filter((name) => !filled.has(name));
  const doubts = [
    ...(bare.length > 0
      ? [`no row that the schema takes could be made for ${bare.length} table(s)`]
      : []),
    ...(unfillable.length > 0 ? ["the statements read a foreign table, which stays empty"] : []),
    ...(sum.chance > 0 ? ["the original returns other rows each time it is run"] : []),
    ...(sum.failed > sum.databases / 2 ? ["both statements fail on most of them"] : []),
    ...(sum.databases < 1_000
      ? [
          `only ${sum.databases} databases were tried${sum.endless > 0 ? ", because the statements do not end on others" : " in the time"}`,
        ]
      : []),
  ];
  return {
    databases: sum.databases,
    doubts,
    remarks: remarksOf(
      sum,
      tables.some(({ rowSecurity }) => rowSecurity.enabled),
    ),
  };
}

const nameOfRow = (row: SmallDatabase[number]): string => nameOf(row.table);

function remarksOf(
  sum: Readonly<Record<"undetermined" | "overflows" | "endless", number>>,
  rowSecurity: boolean,
): string[] {
  return [
    ...(sum.undetermined > 0
      ? [
          `Not determined: on ${sum.undetermined} of the databases the original itself returns one or another result, by the order in which rows are stored, and the rewritten returns one that it may return. A sort key that tells equal rows apart would settle it.`,
        ]
      : []),
    ...(sum.endless > 0
      ? [`On ${sum.endless} databases a statement did not end, and these say nothing.`]
      : []),
    ...(sum.overflows > 0
      ? ["At the ends of a type the original fails with an overflow where the rewritten answers."]
      : []),
    ...(rowSecurity
      ? ["Adversarial rows are read without row security; this data is read with it."]
      : []),
  ];
}

/** What the statements return on a small database, with the statements that make it. */
async function show(
  session: Session,
  { original, rewritten }: Pair,
  database: SmallDatabase,
  materializedViews: readonly string[],
): Promise<Counterexample> {
  const rows = database.map(insertSql);
  const answer = (sql: string): Promise<Answer> =>
    session.transaction({ access: "read write", rollback: true }, async () => {
      for (const row of rows) await session.query(row);
      for (const view of materializedViews)
        await session.query(`refresh materialized view ${view}`);
      const limits = { maxRows: SHOWN, maxBytes: 1024 * 1024 };
      const result = await attempt(session, () => session.execute(sql, [], limits));
      return result instanceof ToolError ? failure(result) : answerOf(result);
    });
  return {
    on: "adversarial rows",
    rows,
    original: await answer(original),
    rewritten: await answer(rewritten),
  };
}
