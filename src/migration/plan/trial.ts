import { ToolError } from "../../core/errors.ts";
import { lockModes } from "../../core/migration.ts";
import type { Lock, Verification } from "../../core/migration.ts";
import type { Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import { differences } from "../../postgres/catalog/differences.ts";
import type { Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { parseScript } from "../../sql/parse.ts";
import type { Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { asNode } from "../../sql/walk.ts";
import type { Effect, Meter } from "../effects/effect.ts";
import { printed } from "./alteration.ts";
import type { Draft, Planned } from "./compose.ts";
import { measureStatements, runStatements } from "./measure.ts";
import { missed } from "./missed.ts";
import { brokenStatements } from "./old-statements.ts";
import type { OldStatement } from "./old-statements.ts";
import { openOwn } from "./own-relations.ts";
import type { Own } from "./own-relations.ts";
import type { Piece } from "./recipe.ts";
import type { Weight } from "./weight.ts";
import { heavyWork } from "./weight.ts";

/** What executing one step showed. */
export interface Measured {
  readonly piece: Piece;
  readonly transaction: boolean;
  readonly effects: readonly Effect[];
  /** The strongest on each relation that was there before the plan. */
  readonly locks: readonly Lock[];
  /** Tables and materialized views that were there before the plan. */
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly heavy: readonly Weight[];
}

export interface MeasuredPhase {
  readonly draft: Draft;
  readonly steps: readonly Measured[];
  /** What the old application misses from here on, as sentences. */
  readonly missed: readonly string[];
  /** Verification that does not hold on an empty copy. */
  readonly unverified: readonly Verification[];
}

export interface Trial {
  readonly phases: readonly MeasuredPhase[];
  /** The step that failed; the rest was not tried. */
  readonly failure?: { readonly piece: Piece; readonly error: ToolError };
  readonly after?: Catalog;
  /** Where the end is not what was asked for; not the order of columns. */
  readonly differences: readonly Difference[];
  /** Tables whose columns end up in another order. */
  readonly reordered: readonly string[];
}

export interface Ground {
  readonly session: Session;
  readonly meter: Meter;
  readonly before: Catalog;
  /** What the script leaves behind as it stands. */
  readonly wanted: Catalog;
  readonly oldStatements: readonly OldStatement[];
  /** Whether a relation was a table with rows before the plan. */
  readonly isKnown: (relation: string) => boolean;
}

/** Executes a composed plan on a copy of the schema, step by step. */
export async function tryPhases(
  drafts: readonly Draft[],
  ground: Ground,
  call: Progress,
): Promise<Trial> {
  const phases: MeasuredPhase[] = [];
  const own = await openOwn(ground.session, ground.before, ground.wanted);
  let after = ground.before;
  for (const draft of drafts) {
    const steps: Measured[] = [];
    for (const piece of draft.pieces) {
      call.progress(steps.length, `${draft.name}: ${piece.purpose}`, draft.pieces.length);
      try {
        steps.push(await measure(piece, ground, own));
      } catch (error) {
        if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
        return { phases, failure: { piece, error }, differences: [], reordered: [] };
      }
    }
    after = await readCatalog(ground.session);
    const broken = await brokenStatements(ground.session, after, ground.oldStatements);
    phases.push({
      draft,
      steps,
      missed: [...missed(ground.before, after), ...broken],
      unverified: await unverified(ground.session, draft.verification),
    });
  }
  return { phases, after, ...compare(after, ground.wanted) };
}

async function measure(
  piece: Planned,
  { session, meter, before, isKnown }: Ground,
  own: Own,
): Promise<Measured> {
  const statements = await parseScript(piece.batch === undefined ? piece.sql : oneBatch(piece));
  const [first, ...more] = statements;
  const alone = first !== undefined && more.length === 0 && runsAlone(first);
  const measured = isAsMeasured(piece.effects ?? [], before) ? piece.effects : undefined;
  const effects = measured ?? (await measureStatements(statements, meter));
  if (measured !== undefined) await runStatements(statements, session);
  await own.look();
  const others = (relation: string): boolean => !own.isOwn(relation);
  const rewrites = effects.flatMap((effect) => effect.rewrites);
  return {
    piece,
    transaction: !alone,
    effects,
    locks: strongest(effects).filter(({ relation }) => others(relation)),
    rewrites: rewrites.filter((relation) => others(relation) && !own.isSequence(relation)),
    scans: effects.flatMap((effect) => effect.scans).filter(others),
    heavy: heavyWork(
      effects.map((effect, at) => lasting(effect, statements[at])),
      isKnown,
    ),
  };
}

/** The partitions of a table, and its parents, may be other ones, or have other names, where the plan has another order than the script. */
function isAsMeasured(effects: readonly Effect[], { tables }: Catalog): boolean {
  const related = new Set(
    tables.flatMap((table) =>
      table.inherits.length === 0 ? [] : [table, ...table.inherits].map(printed),
    ),
  );
  return effects.every(({ locks }) => locks.every(({ relation }) => !related.has(relation)));
}

/** A table that is emptied gets a new file at once, however large it was. */
const lasting = (effect: Effect, statement: Statement | undefined): Effect =>
  asNode(statement?.node, "TruncateStmt") === undefined ? effect : { ...effect, rewrites: [] };

/** The first batch with its parameters written in. */
export const oneBatch = ({ sql, batch }: Piece): string =>
  sql.replaceAll(/\$(\d+)/g, (parameter, number: string) => {
    const keys = batch?.key.length ?? 0;
    if (Number(number) <= keys) return "NULL";
    return Number(number) === keys + 1 ? String(batch?.size ?? 1) : parameter;
  });

function strongest(effects: readonly Effect[]): Lock[] {
  const locks = new Map<string, Lock>();
  for (const lock of effects.flatMap((effect) => effect.locks)) {
    const known = locks.get(lock.relation);
    if (known === undefined || lockModes.indexOf(lock.mode) > lockModes.indexOf(known.mode))
      locks.set(lock.relation, lock);
  }
  return [...locks.values()].toSorted((a, b) => (a.relation < b.relation ? -1 : 1));
}

async function unverified(
  session: Session,
  verification: readonly Verification[],
): Promise<Verification[]> {
  const found: Verification[] = [];
  for (const item of verification) {
    const { rows } = await session.execute(item.sql, [], { maxRows: 2, maxBytes: 10_000 });
    const value = rows.length === 1 ? rows[0]?.[0] : undefined;
    if (value !== item.expect && JSON.stringify(value) !== `"${String(item.expect)}"`)
      found.push(item);
  }
  return found;
}

/** Columns that are made anew come last. */
export function compare(
  now: Catalog,
  wanted: Catalog,
): { differences: Difference[]; reordered: string[] } {
  const all = differences(now, wanted);
  const isOrder = ({ path }: Difference): boolean => /^columns\..*\."position"$/.test(path);
  return {
    differences: all.filter((difference) => !isOrder(difference)),
    reordered: [...new Set(all.filter(isOrder).map(({ object }) => object))],
  };
}
