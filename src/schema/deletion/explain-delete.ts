import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { ForeignKey } from "../integrity/foreign-keys.ts";
import { readIntegrityFacts, type IntegrityFacts } from "../integrity/facts.ts";
import { nameOf } from "../rows/name.ts";
import { blockersOf, effectsOf, type Blocker, type Effect } from "./effects.ts";
import { fitted } from "./fit.ts";
import { differing, findingsOf } from "./findings.ts";
import { executeDelete, type Executed } from "./measure.ts";
import { readRelations } from "./relations.ts";
import { explainRefusal, type Explanation, type Refusal } from "./refusal/explain-refusal.ts";
import { refuses, spread } from "./spread.ts";
import { recipesFor } from "./strategies/index.ts";
import type { Situation } from "./strategies/strategy.ts";
import { tryRecipes, type Trial, type Tried } from "./strategies/try-recipes.ts";
import { readSubject, rowsOf, type Subject } from "./subject.ts";

export interface DeleteRequest {
  readonly table?: string | undefined;
  readonly where?: string | undefined;
  readonly params?: readonly unknown[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly error?: string | undefined;
}

export interface Strategy {
  readonly name: string;
  /** For one transaction. */
  readonly sql: string;
  readonly pros: string;
  readonly cons: string;
  readonly tried?: string;
}

export interface DeleteExplanation {
  readonly target: Target;
  readonly rows: number;
  /** Rows that go, by table that holds them; those of the delete itself among them. */
  readonly gone: { readonly table: string; readonly rows: number }[];
  readonly effects: Effect[];
  readonly blocked_by: Blocker[];
  readonly strategies: Strategy[];
  readonly findings: Finding[];
  readonly executed?: Executed;
  /** Of the refusal that was asked about. */
  readonly explanation?: Explanation;
  /** How many of each list did not fit. */
  readonly omitted?: Record<"effects" | "gone" | "blocked_by" | "findings", number>;
}

/** Rows that are followed. */
const MOST = 100_000;
/** Steps that progress is told of. */
const STEPS = 4;
/** The last step in parts: more than the ways out and what comes before them. */
const TRIALS = 12;

/**
 * What deleting rows would do, found by reading in one snapshot, and by executing and rolling back where agents may write. Errors:
 * those of sessions, of `readSubject`, READ_ONLY for a condition that does more than read.
 */
export async function explainDelete(
  request: DeleteRequest,
  deps: Deps,
  call: Call,
): Promise<DeleteExplanation> {
  const { target, error } = request;
  const { signal } = call;
  checkRequest(request);
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  call.progress(0, "reading the schema", STEPS);
  const facts = await readIntegrityFacts(session);
  const refusal =
    error === undefined ? undefined : await explainRefusal(session, facts, error, signal);
  const asked = rowsAsked(request, refusal);
  if (asked === undefined) return { target: session.target, ...nothing, ...told(refusal) };
  const subject = await readSubject(session, facts.catalog, asked);
  call.progress(1, "following foreign keys", STEPS);
  const { situation, ...found } = await follow(session, facts, subject, signal);
  call.progress(2, "executing and rolling back", STEPS);
  const executed =
    found.rows > MOST ? undefined : await executeDelete(deps, target, subject, signal);
  let step = 3;
  const progress = (message: string): void => {
    call.progress(step, message, STEPS);
    step += 1 / TRIALS;
  };
  progress("trying the ways out on a copy");
  const { explanation, findings } = told(refusal);
  return fitted({
    target: session.target,
    ...found,
    findings: [...findings, ...differing(found.gone, executed), ...found.findings],
    ...(explanation === undefined ? {} : { explanation }),
    strategies:
      found.rows === 0
        ? []
        : await strategiesFor(session, situation, subject, deps, { signal, progress }),
    ...(executed === undefined ? {} : { executed }),
  });
}

const nothing = { rows: 0, gone: [], effects: [], blocked_by: [], strategies: [] };

function checkRequest({ table, where, error }: DeleteRequest): void {
  if (error !== undefined || (table !== undefined && where !== undefined)) return;
  throw new ToolError(
    "INVALID_INPUT",
    "There are no rows to explain the delete of.",
    "Give `table` and `where`, or the text of Postgres's refusal in `error`.",
  );
}

interface Asked {
  readonly table: string;
  readonly where: string;
  readonly params: readonly unknown[];
}

/** Those that are named, else those of the refusal. */
const rowsAsked = (
  { table, where, params = [] }: DeleteRequest,
  refusal: Refusal | undefined,
): Asked | undefined =>
  table === undefined || where === undefined ? refusal?.delete : { table, where, params };

const told = (refusal: Refusal | undefined): { findings: Finding[]; explanation?: Explanation } =>
  refusal === undefined
    ? { findings: [] }
    : { findings: [...refusal.findings], explanation: refusal.explanation };

type Followed = Pick<DeleteExplanation, "rows" | "gone" | "effects" | "blocked_by" | "findings"> & {
  readonly situation: Situation;
};

/** Everything that is read, in one snapshot. */
function follow(
  session: Session,
  { catalog, foreignKeys }: IntegrityFacts,
  subject: Subject,
  signal: AbortSignal,
): Promise<Followed> {
  return session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs: 60_000 },
    async () => {
      const graph = { keys: foreignKeys, relations: await readRelations(session) };
      const roots = await rowsOf(session, subject, MOST + 1);
      const way = await spread(session, graph, roots, { signal });
      const refusing = way.reached.filter(({ blocking }) => blocking > 0).map(({ key }) => key);
      const forced =
        refusing.length === 0
          ? way
          : await spread(session, graph, roots, { force: new Set(refusing), signal });
      const reached = forced.reached.map(({ key }) => key);
      const stays = (key: ForeignKey): boolean => refuses(key) || refusing.includes(key);
      return {
        rows: roots.length,
        gone: Array.from(way.gone, ([oid, rows]) => {
          const relation = graph.relations.get(oid);
          return { table: relation === undefined ? String(oid) : nameOf(relation), rows };
        }),
        effects: effectsOf(way.reached),
        blocked_by: await blockersOf(session, catalog, way.reached),
        findings: await findingsOf(session, graph, way, subject.table),
        situation: {
          catalog,
          table: subject.table,
          reached,
          following: reached.filter((key) => key.onDelete === "cascade" || stays(key)),
          refusing,
          allRefusing: reached.filter(stays),
        },
      };
    },
  );
}

/** Each way out as SQL, and what it did on a copy of the schema; untried where there is no place for a copy. */
async function strategiesFor(
  session: Session,
  situation: Situation,
  { condition }: Subject,
  deps: Deps,
  within: Pick<Tried, "signal" | "progress">,
): Promise<Strategy[]> {
  const recipes = recipesFor(situation);
  const trials = await tryOnShadow(session, deps, { situation, recipes, ...within });
  return recipes.flatMap(({ name, pros, cons, statements }, at) => {
    const sql = statements(condition)
      .map((statement) => `${statement};`)
      .join("\n");
    const trial = trials[at];
    return [{ name, sql, pros, cons, ...(trial === undefined ? {} : { tried: trial.tried }) }];
  });
}

async function tryOnShadow(session: Session, deps: Deps, tried: Tried): Promise<readonly Trial[]> {
  try {
    await using shadow = await deps.shadow(tried.signal);
    return await tryRecipes(session, shadow.session, tried);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "UNAVAILABLE") throw error;
    return tried.recipes.map(() => ({ works: false, tried: `Not tried: ${error.message}` }));
  }
}
