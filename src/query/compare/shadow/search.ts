import type { Call } from "../../../core/tool.ts";
import { abortError } from "../../../postgres/errors.ts";
import { isRepeatable, isWrong, otherOrders } from "./determined.ts";
import { insertSql, type SmallDatabase } from "./generate.ts";
import type { Detail, Outcome, Trial } from "./trial.ts";

/** What the search over small databases came to. */
export interface Search {
  /** Databases on which both statements ran. */
  readonly databases: number;
  /** The fewest rows on which the statements differ. */
  readonly counterexample?: SmallDatabase;
  /** Databases on which the original does not determine its own result, and the rewritten returns one that it may return. */
  readonly undetermined: number;
  /** Databases on which the original returns other rows each time. */
  readonly chance: number;
  /** Databases on which only the original fails, because a value passes the end of its type. */
  readonly overflows: number;
  /** Databases on which a statement did not end. */
  readonly endless: number;
  /** Databases on which both statements failed. */
  readonly failed: number;
  /** Numbers of the tables that ever held a row. */
  readonly filled: ReadonlySet<string>;
}

export interface SearchOptions {
  readonly from: number;
  readonly count: number;
  /** No database is begun after this moment of `performance.now()`. */
  readonly until: number;
  readonly make: (number: number) => SmallDatabase;
  readonly name: (row: SmallDatabase[number]) => string;
}

/** Most wrong rewrites are found early, so the first batches are small. */
const FIRST_BATCH = 20;
const BATCH = 100;
/** With so many of one kind, more of the same would be found out by going on. */
const ENOUGH = 20;

/** numeric_value_out_of_range and datetime_field_overflow */
const overflow = new Set(["22003", "22008"]);

/** Runs small databases until the statements differ on one, and makes that one smaller. */
export async function search(trial: Trial, options: SearchOptions, call: Call): Promise<Search> {
  const { from, count, until, make, name } = options;
  const seen = { databases: 0, undetermined: 0, chance: 0, overflows: 0, endless: 0, failed: 0 };
  const filled = new Set<string>();
  const end = from + count;
  let size = FIRST_BATCH;
  for (let number = from; number < end && performance.now() < until; number += size) {
    if (number > from) size = Math.min(BATCH, size * 2, end - number);
    call.progress(number, "Comparing on adversarial rows", end);
    if (call.signal.aborted) throw abortError(call.signal);
    const databases = Array.from({ length: size }, (_, index) => make(number + index));
    const outcomes = await trial(databases.map((database) => database.map(insertSql)));
    for (const [index, outcome] of outcomes.entries()) {
      const database = databases[index] ?? [];
      if (outcome === undefined) seen.endless++;
      if (outcome === undefined || outcome.refused === true) continue;
      for (const row of kept(database, outcome)) filled.add(name(row));
      seen.databases++;
      if (outcome.original !== undefined && outcome.rewritten !== undefined) seen.failed++;
      if (outcome.differs !== true) continue;
      const judged = await judge(trial, kept(database, outcome));
      if (judged === "wrong")
        return { ...seen, filled, counterexample: await shrink(trial, kept(database, outcome)) };
      if (judged === "overflow") seen.overflows++;
      if (judged === "undetermined") seen.undetermined++;
      if (judged === "chance") seen.chance++;
      if (seen.chance > ENOUGH) break;
    }
    if (seen.chance > ENOUGH || seen.endless > ENOUGH) break;
  }
  return { ...seen, filled };
}

function kept(database: SmallDatabase, { accepted }: Outcome): SmallDatabase {
  return accepted.flatMap((index) => database[index] ?? []);
}

type Judgement = "same" | "wrong" | "undetermined" | "overflow" | "chance";

/** In how many orders rows are stored before a difference counts: few tell most that are none; of three rows, there are six. */
const ORDERS = [6, 30];

/** What a difference means: only one that stays, in whatever order the rows are stored, makes the rewritten wrong. */
async function judge(trial: Trial, database: SmallDatabase): Promise<Judgement> {
  const [first] = await trial([database.map(insertSql)]);
  if (first?.differs !== true || first.accepted.length !== database.length) return "same";
  const { original, rewritten } = first;
  if (original !== undefined && rewritten === undefined && overflow.has(original))
    return "overflow";
  if (original !== undefined || rewritten !== undefined) return "wrong";
  for (const count of ORDERS) {
    const details = await detailsOf(trial, [...otherOrders(database, count), database]);
    const [one, other] = [details[0], details.at(-1)];
    if (one === undefined || other === undefined || !isRepeatable(one, other)) return "chance";
    if (!isWrong(details)) return "undetermined";
  }
  return "wrong";
}

/** Of the databases whose rows were all taken. */
async function detailsOf(trial: Trial, databases: readonly SmallDatabase[]): Promise<Detail[]> {
  const statements = databases.map((database) => database.map(insertSql));
  return (await trial(statements, true)).flatMap((outcome, index) =>
    outcome?.detail === undefined || outcome.accepted.length !== databases[index]?.length
      ? []
      : [outcome.detail],
  );
}

/** Leaves out rows, then values, as long as the statements still differ. */
async function shrink(trial: Trial, database: SmallDatabase): Promise<SmallDatabase> {
  let smallest = database;
  const differs = async (candidate: SmallDatabase): Promise<boolean> =>
    (await judge(trial, candidate)) === "wrong";
  for (
    let size = Math.ceil(smallest.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = smallest.length - size; at > -size; at -= size) {
      const candidate = smallest.filter((_, index) => index < at || index >= at + size);
      if (candidate.length < smallest.length && (await differs(candidate))) smallest = candidate;
    }
  }
  for (const [index, row] of smallest.entries()) {
    for (const column of row.values.keys()) {
      const values = new Map(smallest[index]?.values);
      values.delete(column);
      const candidate = smallest.with(index, { ...row, values });
      if (await differs(candidate)) smallest = candidate;
    }
  }
  return smallest;
}
