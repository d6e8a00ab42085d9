import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalog, readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { tagged } from "../../sql/walk.ts";
import type { BeforeStatement, Effect, Meter } from "../effects/effect.ts";
import { FailedStatement } from "../effects/failed-statement.ts";
import { changesSchema } from "./changes-schema.ts";
import type { Draft } from "./draft.ts";
import { groupsOf, isControl } from "./groups.ts";
import { type Before, type Looking, readWithin, schemaBefore } from "./look.ts";
import { noStream, streams, tryInTransaction, tryStatement } from "./try-statement.ts";
import { openMade, type Made } from "./made.ts";
import { restoreSettings, sessionSettings } from "./session-settings.ts";

/** What became of a statement on the shadow. */
export interface Outcome {
  readonly before: Catalog;
  /** `before` was read right before it, or nothing can have changed since. */
  readonly exact: boolean;
  readonly effect: Effect | undefined;
  readonly error: ToolError | undefined;
}

export interface Execution {
  /** One for each statement. */
  readonly outcomes: readonly Outcome[];
  /** The schema after the last. */
  readonly after: Catalog;
  readonly made: Made;
}

export interface Stage {
  readonly session: Session;
  readonly meter: Meter;
  readonly signal: AbortSignal;
  /** Called before the statement of this number. */
  progress(number: number): void;
}

const STATEMENT_MS = 15_000;

/**
 * Executes the statements in order, those of a transaction together. Where one of them fails they are tried one by one, to see which;
 * then those that do not are measured together. What fails has its error, and the rest goes on.
 */
export async function execute(drafts: readonly Draft[], stage: Stage): Promise<Execution> {
  const made = await openMade(stage.session);
  const settings = await sessionSettings(stage.session);
  const walk: Walk = {
    ...stage,
    made,
    schema: await readCatalog(stage.session),
    stale: false,
    reads: 0,
    wanted: false,
  };
  const outcomes: Outcome[] = [];
  const everyFile = drafts.some(({ statement }) => /set_config/i.test(statement.text));
  let file = drafts[0]?.file;
  let unsettled = everyFile;
  for (const group of groupsOf(drafts)) {
    stage.signal.throwIfAborted();
    if (unsettled && file !== group[0]?.file) {
      await restoreSettings(stage.session, settings);
      unsettled = everyFile;
    }
    file = group[0]?.file;
    unsettled ||= group.some(maySet);
    stage.progress(group[0]?.number ?? 0);
    outcomes.push(...(await runGroup(group, walk)));
  }
  if (walk.stale) walk.schema = await readCatalog(stage.session);
  return { outcomes, after: walk.schema, made };
}

type Walk = Stage & Looking;

async function runGroup(group: readonly Draft[], walk: Walk): Promise<Outcome[]> {
  const [first] = group;
  const executed = group.filter((draft) => !isControl(draft));
  if (executed.length > 1 || first?.transaction !== undefined) return runTogether(group, walk);
  const outcomes: Outcome[] = [];
  for (const draft of group) {
    const before = await schemaBefore(draft, walk, readCatalog);
    if (isControl(draft)) {
      outcomes.push({ ...before, effect: undefined, error: undefined });
      continue;
    }
    const result = await measure([draft], walk);
    // the target's version does not have it, and what comes after may build on it
    if (result.error?.code === "UNSUPPORTED") await tryStatement(walk.session, draft.statement);
    walk.stale ||= changesSchema(draft.statement);
    outcomes.push({ ...before, effect: result.effects[0], error: result.error });
  }
  return outcomes;
}

/** Statements after which a session may have other settings. */
const SETS = new Set(["VariableSetStmt", "DiscardStmt", "DoStmt", "CallStmt"]);

const maySet = ({ statement }: Draft): boolean => SETS.has(tagged(statement.node)?.[0] ?? "");

async function runTogether(group: readonly Draft[], walk: Walk): Promise<Outcome[]> {
  const whole = await runWhole(group, walk);
  if (whole !== undefined) return whole;
  const tried = await tryOneByOne(group, walk);
  const good = group.filter((draft, at) => !isControl(draft) && tried[at]?.error === undefined);
  const { effects, errors } = await measureGood(good, walk);
  const outcomes = group.map((draft, at): Outcome => {
    const { before, exact, error } = tried[at] ?? { before: walk.schema, exact: false };
    return { before, exact, effect: effects.get(draft), error: error ?? errors.get(draft) };
  });
  await runRefused(group, tried, walk);
  return outcomes;
}

/** The transaction as it is; undefined where a statement fails, and nothing is kept. */
async function runWhole(group: readonly Draft[], walk: Walk): Promise<Outcome[] | undefined> {
  const { schema, stale, reads, wanted } = walk;
  const befores: Before[] = [];
  const executed = group.flatMap((draft, at) => (isControl(draft) ? [] : [at]));
  const lookUntil = async (end: number, read = readWithin): Promise<void> => {
    while (befores.length <= end) {
      const draft = group[befores.length];
      if (draft === undefined) return;
      walk.signal.throwIfAborted();
      befores.push(await schemaBefore(draft, walk, read));
      walk.stale ||= !isControl(draft) && changesSchema(draft.statement);
    }
  };
  const good = executed.flatMap((at) => group[at] ?? []);
  const { effects, error } = await measure(good, walk, (at) => lookUntil(executed[at] ?? 0));
  if (error !== undefined) {
    Object.assign(walk, { schema, stale, reads, wanted });
    return undefined;
  }
  await lookUntil(group.length - 1, readCatalog);
  const byDraft = new Map(good.map((draft, at) => [draft, effects[at]]));
  return group.map((draft, at) => ({
    ...(befores[at] ?? { before: walk.schema, exact: false }),
    effect: byDraft.get(draft),
    error: undefined,
  }));
}

interface MeasuredTogether {
  readonly effects: ReadonlyMap<Draft, Effect>;
  readonly errors: ReadonlyMap<Draft, ToolError>;
}

/** What the meter refuses is left out, and run afterwards; where COMMIT fails, each runs by itself. */
async function measureGood(good: readonly Draft[], walk: Walk): Promise<MeasuredTogether> {
  const errors = new Map<Draft, ToolError>();
  let rest = good;
  for (;;) {
    const { effects, error } = await measure(rest, walk);
    const at = error instanceof FailedStatement ? error.index : undefined;
    const failed = error === undefined ? undefined : (rest[at ?? rest.length - 1] ?? rest.at(-1));
    if (error !== undefined && failed !== undefined) errors.set(failed, error);
    if (error !== undefined && at !== undefined && rest.length > 1) {
      rest = rest.filter((draft) => draft !== failed);
      continue;
    }
    const undone = error === undefined ? [...errors.keys()] : good;
    for (const { statement } of undone) await tryStatement(walk.session, statement);
    return {
      effects: new Map(rest.flatMap((draft, place) => pair(draft, effects[place]))),
      errors,
    };
  }
}

const pair = (draft: Draft, effect: Effect | undefined): [Draft, Effect][] =>
  effect === undefined ? [] : [[draft, effect]];

interface Tried extends Before {
  readonly error: ToolError | undefined;
}

/** In a transaction that is rolled back. */
async function tryOneByOne(group: readonly Draft[], walk: Walk): Promise<Tried[]> {
  const { session } = walk;
  const tried: Tried[] = [];
  await session.transaction(
    { access: "read write", rollback: true, statementTimeoutMs: STATEMENT_MS },
    async () => {
      for (const draft of group) {
        walk.signal.throwIfAborted();
        const before = await schemaBefore(draft, walk, readCatalogHere);
        const error = isControl(draft)
          ? undefined
          : await tryInTransaction(session, draft.statement);
        walk.stale ||= error === undefined && changesSchema(draft.statement);
        tried.push({ ...before, error });
      }
    },
  );
  return tried;
}

interface Measured {
  readonly effects: readonly Effect[];
  readonly error: ToolError | undefined;
}

async function measure(
  drafts: readonly Draft[],
  { meter }: Walk,
  before?: BeforeStatement,
): Promise<Measured> {
  if (drafts.length === 0) return { effects: [], error: undefined };
  if (drafts.some(({ statement }) => streams(statement))) return { effects: [], error: noStream() };
  try {
    const effects = await meter.run(
      drafts.map(({ statement }) => statement.text),
      before,
    );
    return { effects, error: undefined };
  } catch (error) {
    if (!(error instanceof FailedStatement)) throw error;
    return { effects: [], error };
  }
}

/** What Postgres runs only outside transactions, so that the statements after it find what it makes. */
async function runRefused(
  group: readonly Draft[],
  tried: readonly Tried[],
  walk: Walk,
): Promise<void> {
  for (const [at, draft] of group.entries()) {
    if (tried[at]?.error?.sqlstate !== "25001") continue;
    await measure([draft], walk);
    walk.stale = true;
  }
}
