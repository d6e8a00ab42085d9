import type { Progress } from "../../../core/neon.ts";
import type { Session } from "../../../core/session.ts";
import type { Twin } from "../../../core/twin.ts";
import type { Design, DesignedIndex } from "../tables.ts";
import type { Candidate } from "./candidate.ts";
import { candidatesToTry, chooseIndexes, figure } from "./choose.ts";
import { checkOf, isServed, referencesOf } from "./foreign-keys.ts";
import type { Reference } from "./foreign-keys.ts";
import { openJudge, used } from "./judge.ts";
import type { Answer, Judge } from "./judge.ts";
import type { ProvenAccess, ProvenPattern } from "./proven.ts";
import { questionsOf } from "./question.ts";
import type { Question } from "./question.ts";
import { fillSample } from "./sample.ts";

export interface AccessRequest {
  readonly design: Pick<Design, "model" | "tables">;
  /**
   * Of a throw-away database in which the tables of the design have been created, with their constraints and without indexes of patterns.
   * It is filled with rows.
   */
  readonly session: Session;
  /** The planner twin of that database: `(of) => deps.twin({ of, signal })`. */
  readonly twinOf: (session: Session) => Promise<Twin>;
  readonly call: Progress;
}

/**
 * The indexes that a design needs, each shown to be read by the plan of what it serves at the rows that are expected; and the query of
 * each pattern, with the page after the first where it is sorted. The tables get a sample of rows, ANALYZE its statistics, the planner
 * twin its size; every index that comes into question is made there as a hypothetical one, and the planner decides. The same design gives the same answer.
 *
 * ```ts
 * await using shadow = await deps.shadow(signal);
 * // CREATE TYPE, CREATE TABLE, foreign keys
 * const access = await proveAccess({ design, session: shadow.session, twinOf: (of) => deps.twin({ of, signal }), call });
 * // access.indexes go into the DDL; a pattern that is not `ok` is a finding
 * ```
 */
export async function proveAccess(request: AccessRequest): Promise<ProvenAccess> {
  const { design, session, twinOf, call } = request;
  const { signal } = call;
  const questions = questionsOf(design);
  const references = referencesOf(design.tables);
  call.progress(0, "Filling the design's tables with a sample");
  const { factors, empty } = await fillSample(session, design.tables, signal);
  await using twin = await twinOf(session);
  await twin.scale(factors);
  const tried = candidatesToTry(questions, references);
  const candidates = [...new Set([...tried.references, ...[...tried.of.values()].flat()])];
  call.progress(1, `Trying ${candidates.length} indexes for ${questions.length} access patterns`);
  const judge = await openJudge(twin, candidates, signal);
  const { kept, dropped } = await chooseIndexes(tried, references, judge);
  const patterns: { proven: ProvenPattern; question: Question }[] = [];
  for (const question of questions) {
    const answer = await judge.answer(question, kept);
    patterns.push({ question, proven: provenOf(question, answer) });
  }
  const ordered = design.tables.flatMap((table) => kept.filter((index) => index.table === table));
  const indexes: DesignedIndex[] = [];
  for (const candidate of ordered) {
    const proven = patterns.map((pattern) => pattern.proven);
    indexes.push(await designed(candidate, ordered, proven, references, judge));
  }
  return {
    indexes,
    patterns: patterns.map(({ proven }) => proven),
    dropped: [
      ...dropped.map(({ candidate: { sql }, reason }) => ({ sql, reason })),
      ...judge.refused.map(({ candidate: { sql }, said }) => ({
        sql,
        reason: `Postgres refuses it: ${said}`,
      })),
    ],
    notes: [
      ...empty.map(({ table, reason }) => `${table} took no sample of rows: ${reason}`),
      ...twin.missing.map(({ object, reason }) => `${object}: ${reason}`),
    ],
  };
}

/** A table of so many rows is read as a whole in a few milliseconds. */
const SMALL = 10_000;

function provenOf(question: Question, answer: Answer): ProvenPattern {
  const { pattern, table } = question;
  const [first, next] = answer.queries;
  const refused = typeof answer.plans === "string";
  const [plan] = refused ? [] : answer.plans;
  const uses = used(answer);
  const scans = !refused && answer.plans.some((planned) => planned.scans);
  const isSmall = table.expectedRows <= SMALL;
  return {
    name: pattern.name,
    entity: pattern.entity,
    sql: first.sql,
    parameters: first.parameters,
    next: next ?? null,
    uses,
    plan: plan?.steps ?? "",
    cost: plan?.cost ?? 0,
    ok: !refused && (!scans || isSmall),
    reason: reasonOf(question, answer, scans, isSmall),
    evidence: "estimated",
  };
}

function reasonOf(
  { table, sort }: Question,
  { plans }: Answer,
  scans: boolean,
  isSmall: boolean,
): string | null {
  if (typeof plans === "string") return `Postgres refuses the query: ${plans}`;
  if (!scans) return null;
  const rows = table.expectedRows.toLocaleString("en-US");
  if (isSmall) return `At ${rows} rows reading the table is as cheap as an index.`;
  const share = ((plans[0]?.rows ?? 0) / table.expectedRows) * 100;
  const cure =
    sort.length === 0 ? " Give it a sort, so that a page is read, or a narrower condition." : "";
  return `All ${rows} rows are read: the planner expects ${share < 1 ? "less than 1" : Math.round(share)} % of them, and no index is cheaper.${cure}`;
}

async function designed(
  candidate: Candidate,
  kept: readonly Candidate[],
  patterns: readonly ProvenPattern[],
  references: readonly Reference[],
  judge: Judge,
): Promise<DesignedIndex> {
  const { name, sql, table } = candidate;
  const served = patterns.filter(({ uses }) => uses.includes(name));
  const own = references.filter(
    (reference) =>
      reference.table === table && !isServed(reference, []) && isServed(reference, [candidate]),
  );
  const checks: string[] = [];
  for (const reference of own) {
    const planned = await judge.plan(checkOf(reference), kept);
    if (typeof planned !== "string" && planned.indexes.includes(name)) checks.push(planned.steps);
  }
  const plan = served[0]?.plan ?? checks[0];
  return {
    name,
    sql,
    serves: [
      ...served.map((pattern) => pattern.name),
      ...own.map(({ key }) => `foreign key ${key.name}`),
    ],
    evidence: plan === undefined ? "rule" : "estimated",
    plan:
      plan === undefined
        ? `At ${table.expectedRows.toLocaleString("en-US")} rows the table is read as a whole; as it grows, deletes of what it refers to need the index.`
        : `${plan}${served[0] === undefined ? "" : `, cost ${figure(served[0].cost)}`}`,
  };
}
