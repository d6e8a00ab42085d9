import type { Deps } from "../core/deps.ts";
import { bytesText } from "../core/bytes.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Session } from "../core/session.ts";
import type { Call } from "../core/tool.ts";
import { openSource, type Source } from "./file/source.ts";
import type { ImportRequest, ImportResult } from "./import-result.ts";
import { finishImport } from "./load/finish.ts";
import { suggestKey } from "./load/key.ts";
import {
  beginEntry,
  ledgerKey,
  readEntry,
  type Entry,
  type Known,
  type Progress,
} from "./load/ledger.ts";
import { ignoredNotes, loadRows } from "./load/load.ts";
import { formatOf, planImport, tableNameOf, type ImportPlan } from "./load/plan.ts";
import { freeRejects, Rejects } from "./load/rejects.ts";
import { findTable, tablesLike, type Table } from "./load/table.ts";
import { readOptions, type ImportOptions } from "./options.ts";

/** How a file is read into its table; it is kept with the progress, so that a call that goes on reads it in the same way. */
interface Reading extends Pick<ImportPlan, "loading" | "ends" | "keys"> {
  readonly options: ImportOptions;
  /** Which file of rejects is its own. An import that an older version began has the first. */
  readonly rejectsFile?: number;
}

interface Work extends Reading {
  /** Where loading goes on. */
  readonly begun: Progress;
  readonly entry: Known;
  readonly columns: ImportPlan["columns"];
  readonly notes: readonly string[];
  readonly resumed: boolean;
}

/** A file and the table it goes into. */
interface Given {
  readonly source: Source;
  readonly table: Table;
  readonly options: ImportOptions;
  readonly id: string;
  /** Of this file into this table, begun or finished before. */
  readonly entry: Entry | undefined;
  readonly session: Session;
  readonly call: Call;
}

/**
 * Loads rows of CSV or NDJSON. Interrupted, the same call goes on after the last row that was committed. Errors: those of `openSource` and
 * of sessions; INVALID_INPUT where something has to be answered first; DRIFT where the file has changed since; LIMIT for too many bad rows.
 */
export async function importFile(
  request: ImportRequest & { readonly file: string },
  deps: Deps,
  call: Call,
): Promise<ImportResult> {
  const started = performance.now();
  const options = readOptions(request.options);
  await using source = await openSource(request.file, deps.files);
  await using session = await deps.session({
    target: request.target,
    intent: request.dry_run ? "read" : "write",
    signal: call.signal,
  });
  const table = await findTable(session, request.table ?? tableNameOf(source.path));
  const id = ledgerKey(source.path, table.name);
  const entry = await readEntry(session, id);
  const given: Given = { source, table, options, id, entry, session, call };
  const plan = async (): Promise<ImportPlan> =>
    planImport(source, request.format ?? (await formatOf(source)), table, options, {
      session,
      deps,
      signal: call.signal,
    });
  const told = request.dry_run
    ? foretell(given, await plan(), {
        refusal: await whyNotHere(request, deps, call.signal),
        near: table.exists ? [] : await tablesLike(session, table.name),
      })
    : await carryOut(
        given,
        goesOn(given) ? takeUp(given, given.entry) : await begin(given, await plan()),
        deps,
      );
  const ms = Math.round(performance.now() - started);
  const rows = (told.tables[0]?.rows ?? 0) - (told.resumed?.rows ?? 0);
  return {
    ...told,
    duration_ms: ms,
    ...(told.dry_run ? {} : { rows_per_second: Math.round((rows * 1000) / Math.max(1, ms)) }),
  };
}

/** Of what has loaded nothing nothing is left to be kept: whatever was corrected since, it begins anew. */
const goesOn = (given: Given): given is Given & { readonly entry: Entry } =>
  isOpen(given.entry) &&
  !given.options.restart &&
  (given.entry.rows > 0 || isSame(given, given.entry));

const isSame = ({ source, options }: Given, { fingerprint, reading }: Entry): boolean =>
  fingerprint === source.fingerprint &&
  JSON.stringify((JSON.parse(reading) as Reading).options) === JSON.stringify(options);

const isOpen = (entry: Entry | undefined): entry is Entry => entry?.finishedAt === null;

/** What would be said to the call that loads, where it may not write: better before than after the questions. */
async function whyNotHere(
  { target }: ImportRequest,
  deps: Deps,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await using _session = await deps.session({ target, intent: "write", signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError) || !REFUSALS.has(error.code)) throw error;
    return `${error.message} ${error.next}`;
  }
}

const REFUSALS: ReadonlySet<string> = new Set(["GUARDED_BRANCH", "READ_ONLY"]);

function foretell(
  { table, entry, session }: Given,
  plan: ImportPlan,
  { refusal, near }: { readonly refusal: string | undefined; readonly near: readonly string[] },
): ImportResult {
  const open = isOpen(entry)
    ? [
        `An interrupted import of this file has loaded ${entry.rows} rows; without dry_run the call goes on after them.`,
      ]
    : [];
  return {
    target: session.target,
    dry_run: true,
    tables: [{ table: table.name, rows: plan.rows, rejected: 0, evidence: "estimated" }],
    rejected: [],
    columns: [...plan.columns],
    plan: [...plan.steps],
    questions: [...plan.questions],
    notes: [
      ...open,
      ...near.slice(0, 1).map((name) => `A new table is made. Did you mean ${identifier(name)}?`),
      ...plan.notes,
    ],
    ...(refusal === undefined ? {} : { next: `Loading is refused here. ${refusal}` }),
    duration_ms: 0,
  };
}

/** At the end of what an interrupted call has loaded. It was agreed to then. */
function takeUp(given: Given, entry: Entry): Work {
  if (!isSame(given, entry)) throw changed(entry);
  const reading = JSON.parse(entry.reading) as Reading;
  const columns = reading.loading.columns.map(({ into, type }) => ({ name: into ?? "", type }));
  return { ...reading, begun: entry, entry, columns, notes: [], resumed: true };
}

/** At the first row, once that is agreed. */
async function begin(given: Given, plan: ImportPlan): Promise<Work> {
  const { source, table, options, id, session } = given;
  if (plan.questions.length > 0)
    throw new ToolError(
      "INVALID_INPUT",
      "Something about the file has to be said first.",
      plan.questions.join("\n"),
    );
  if (!table.isEmpty) await confirmMore(given, plan);
  const { loading, ends, keys } = plan;
  const rejectsFile = await freeRejects(source.path);
  const reading = { loading, ends, keys, options, rejectsFile };
  const from = { position: plan.from, line: plan.line };
  const { fingerprint, path: file } = source;
  const entry = { id, fingerprint, reading: JSON.stringify(reading) };
  await session.transaction({ access: "read write" }, async () => {
    if (plan.create !== undefined) await session.query(plan.create);
    await beginEntry(session, { ...entry, file, table: table.name, ...from }, options);
  });
  const begun = { ...from, rows: 0, rejected: 0, rejectsBytes: 0, ignored: 0 };
  return { ...reading, begun, entry, columns: plan.columns, notes: plan.notes, resumed: false };
}

async function confirmMore({ source, table, entry, call }: Given, plan: ImportPlan): Promise<void> {
  const finished = entry?.finishedAt ?? null;
  const again = finished === null ? "" : ` The same file was loaded into it at ${finished}.`;
  await call.confirm({
    summary: `Add about ${plan.rows} rows (${bytesText(source.size)}) to ${identifier(table.name)}, which has rows already.${again}`,
    plan: { file: source.fingerprint, loading: plan.loading, finished },
  });
}

async function carryOut(given: Given, work: Work, deps: Deps): Promise<ImportResult> {
  const { source, table, session, call } = given;
  await using rejects = new Rejects(source.path, deps.files, {
    nth: Number(work.rejectsFile ?? 1),
    bytes: work.begun.rejectsBytes,
  });
  const total = source.seekable ? source.size : undefined;
  const done = await loadRows(
    {
      ...work,
      session,
      source,
      plain: table.plain,
      rejects,
      mostRejected: work.options.max_rejected,
      signal: call.signal,
      onProgress: ({ position, rows }) => call.progress(position, `${rows} rows`, total),
    },
    work.begun,
  );
  const columns = work.loading.columns.flatMap(({ into }) => (into === undefined ? [] : [into]));
  const { id } = work.entry;
  const notes = await finishImport(session, { table: table.name, columns, id });
  const key = await suggestKey(session, table.name);
  return {
    target: session.target,
    dry_run: false,
    tables: [{ table: table.name, rows: done.rows, rejected: done.rejected, evidence: "measured" }],
    rejected: rejects.first,
    ...(rejects.path === undefined ? {} : { rejected_file: rejects.path }),
    columns: [...work.columns],
    notes: [
      ...work.notes,
      ...ignoredNotes(done, work),
      ...notes,
      ...(key === undefined ? [] : [key]),
    ],
    ...(work.resumed ? { resumed: { rows: work.begun.rows } } : {}),
    duration_ms: 0,
  };
}

const changed = (entry: Entry): ToolError =>
  new ToolError(
    "DRIFT",
    `An interrupted import of this file has loaded ${entry.rows} rows; since then the file, or \`options\`, have changed.`,
    "Put them back as they were and call again, or remove the rows that were loaded and call with options.restart true.",
  );
