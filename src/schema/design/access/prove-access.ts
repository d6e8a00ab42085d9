import type { Progress } from "../../../core/neon.ts";
import type { Session } from "../../../core/session.ts";
import type { Twin } from "../../../core/twin.ts";
import { qualified } from "../../../sql/quote.ts";
import type { Design, DesignedIndex, DesignedTable } from "../tables.ts";
import { candidatesToTry, chooseIndexes } from "./choose.ts";
import { designedIndex } from "./designed-index.ts";
import { referencesOf } from "./foreign-keys.ts";
import { guardRows, leakproofTypes } from "./guard.ts";
import { openJudge } from "./judge.ts";
import type { ProvenAccess, ProvenPattern } from "./proven.ts";
import { provenPattern } from "./proven-pattern.ts";
import { questionsOf } from "./question.ts";
import { fillSample } from "./sample.ts";

export interface AccessRequest {
  readonly design: Pick<Design, "model" | "tables" | "given">;
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
 * twin its size; every index that comes into question is made there as a hypothetical one, and the planner decides, under policies where
 * rows belong to tenants. The same design gives the same answer.
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
  const questions = questionsOf(design, await leakproofTypes(session, design.tables));
  const references = referencesOf(design.tables);
  call.progress(0, "Filling the design's tables with a sample");
  const { factors, empty } = await fillSample(session, [...design.given, ...design.tables], signal);
  const isKnown = (table: DesignedTable): boolean =>
    factors.has(qualified(table.schema, table.name));
  await using twin = await twinOf(session);
  await twin.scale(factors);
  const tried = candidatesToTry(questions, references);
  const candidates = [...new Set([...tried.references, ...[...tried.of.values()].flat()])];
  call.progress(1, `Trying ${candidates.length} indexes for ${questions.length} access patterns`);
  const judge = await openJudge(twin, candidates, signal);
  const guard = await guardRows(twin.session, design);
  const { kept, dropped } = await chooseIndexes(tried, references, judge);
  const patterns: ProvenPattern[] = [];
  for (const question of questions)
    patterns.push(provenPattern(question, await judge.answer(question, kept), isKnown));
  await guard.lift();
  const ordered = design.tables.flatMap((table) => kept.filter((index) => index.table === table));
  const indexes: DesignedIndex[] = [];
  for (const index of ordered)
    indexes.push(await designedIndex(index, { kept, patterns, references, judge, isKnown }));
  return {
    indexes,
    patterns,
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
