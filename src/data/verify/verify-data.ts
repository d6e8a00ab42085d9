import type { Progress } from "../../core/neon.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { withSnapshot, type Snapshot } from "../snapshot.ts";
import { compareRows, type Reading } from "./compare-rows.ts";
import { pairTables, type Pair, type Tables } from "./pairs.ts";
import { readStored, type Stored } from "../stored.ts";
import type { VerifiedTable } from "./report.ts";
import type { SourceRequest } from "./request.ts";
import { meaningText, probe } from "./row-text.ts";
import { compareSchemas, type SchemaComparison } from "./schema.ts";
import { compareSequences, type SequenceComparison } from "./sequences.ts";
import { openSide, type Around } from "./sides.ts";

export interface VerifyRequest {
  readonly source: SourceRequest;
  readonly target?: TargetInput | undefined;
  readonly tables?: readonly string[] | undefined;
}

export interface Verified {
  readonly source: string;
  readonly target: Target;
  readonly tables: readonly VerifiedTable[];
  readonly schema: SchemaComparison;
  readonly sequences: SequenceComparison;
  readonly skipped: readonly { readonly table: string; readonly reason: string }[];
}

/** Sessions of each side; a compute of a quarter CU has one core to give. */
const WIDTH = 3;
/** Differing keys that are named of each table. */
const NAMED = 20;

/**
 * Compares the rows of two databases, each in one snapshot, and what goes with rows: schema and sequences. Nothing is changed. Errors:
 * those of sessions and branches, NOT_FOUND for a table that neither side has, INVALID_INPUT where both sides are one.
 */
export async function verifyData(
  { source, target, tables }: VerifyRequest,
  around: Omit<Around, "width" | "accept">,
): Promise<Verified> {
  const { call } = around;
  const wide = { ...around, width: WIDTH };
  await using theirs = await openSide({ kind: "target", target: target ?? {} }, wide);
  const [{ target: here }] = theirs.sessions;
  const accept = (session: Session): void => {
    if (source.kind === "target" && isSame(session.target, here)) throw same();
  };
  await using ours = await openSide(source, { ...wide, accept });
  return await withSnapshot(ours.sessions, (left) =>
    withSnapshot(theirs.sessions, async (right) => {
      const names = { source: ours.name, target: right.leader.target };
      return { ...names, ...(await compareSnapshots({ left, right, tables }, call)) };
    }),
  );
}

export interface Both {
  readonly left: Snapshot;
  readonly right: Snapshot;
  readonly tables?: readonly string[] | undefined;
  readonly pieceBlocks?: number | undefined;
}

/** The same of two snapshots that are held. */
export async function compareSnapshots(
  { left, right, tables: wanted, pieceBlocks }: Both,
  call: Progress,
): Promise<Omit<Verified, "source" | "target">> {
  call.progress(0, "reading both schemas");
  const read = (snapshot: Snapshot) =>
    snapshot.run(async (session) => ({
      catalog: await readCatalogHere(session),
      stored: await readStored(session),
      probe: await session.query<{ answer: string }>(probe),
    }));
  const [ours, theirs] = await Promise.all([read(left), read(right)]);
  const alike = ours.probe[0]?.answer === theirs.probe[0]?.answer;
  const tables = pairTables(ours.catalog, theirs.catalog, wanted);
  const compared = new Set(tables.pairs.map(({ table }) => table));
  // a table that one side lacks is a difference of their schemas, too
  const named = new Set([...compared, ...tables.onlySource, ...tables.onlyTarget]);
  const { verified, skipped } = await compareTables(
    tables.pairs.map((pair) => ({
      pair,
      stored: { source: storedAs(ours.stored, pair), target: storedAs(theirs.stored, pair) },
    })),
    { source: left, target: right, hashing: alike ? "fast" : "portable", pieceBlocks },
    call,
  );
  return {
    tables: [...verified, ...absent(tables)],
    schema: compareSchemas(
      ours.catalog,
      theirs.catalog,
      wanted === undefined || wanted.length === 0 ? undefined : named,
    ),
    sequences: await compareSequences(left, right, compared),
    skipped: [...tables.skipped, ...skipped],
  };
}

/** A partitioned table without partitions is stored nowhere. */
const storedAs = (stored: ReadonlyMap<string, Stored>, { table }: Pair): Stored =>
  stored.get(table) ?? { leaves: [] };

interface Work {
  readonly pair: Pair;
  readonly stored: { readonly source: Stored; readonly target: Stored };
}

async function compareTables(
  works: readonly Work[],
  sides: Pick<Reading, "source" | "target" | "hashing" | "pieceBlocks">,
  call: Progress,
): Promise<{ verified: VerifiedTable[]; skipped: { table: string; reason: string }[] }> {
  const total = works.reduce(
    (all, { stored }) => all + weight(stored.source) + weight(stored.target),
    0,
  );
  let done = 0;
  let finished = 0;
  let rows = 0;
  const tell = (): void =>
    call.progress(
      done,
      `${finished} of ${works.length} tables compared, ${rows.toLocaleString("en-US")} rows read on both sides`,
      total,
    );
  const reading = {
    ...sides,
    named: NAMED,
    done: (more: number, read: number) => {
      done += more;
      rows += read;
      tell();
    },
  };
  const verified: VerifiedTable[] = [];
  const skipped: { table: string; reason: string }[] = [];
  // the largest first, so that none of them is left alone at the end
  const queue = works.toSorted((a, b) => weight(b.stored.source) - weight(a.stored.source));
  const next = async (): Promise<void> => {
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) {
      const { pair, stored } = work;
      const reason = closedReason(work) ?? (await compareOne(pair, stored, reading, verified));
      if (reason !== undefined) skipped.push({ table: pair.table, reason });
      finished += 1;
      tell();
    }
  };
  await Promise.all(Array.from({ length: sides.source.width }, next));
  return { verified, skipped };
}

function closedReason({ stored }: Work): string | undefined {
  for (const side of ["source", "target"] as const)
    if (stored[side].closed !== undefined) return `${stored[side].closed} (${side})`;
  return undefined;
}

/** Why it could not be compared. */
async function compareOne(
  pair: Pair,
  stored: Work["stored"],
  reading: Reading,
  verified: VerifiedTable[],
): Promise<string | undefined> {
  try {
    const found = await compareRows(pair, stored, reading);
    const note = noteOf(pair);
    verified.push({
      table: pair.table,
      rows_source: found.rowsSource,
      rows_target: found.rowsTarget,
      equal: found.equal && pair.onlySource.length + pair.onlyTarget.length === 0,
      ...(found.differing === 0 ? {} : { differing: found.differing }),
      differing_keys: found.differingKeys.map(({ columns, ...key }) => ({
        ...key,
        ...(columns === undefined ? {} : { columns: [...columns] }),
      })),
      evidence: found.evidence,
      ...(note === undefined ? {} : { note }),
    });
    return undefined;
  } catch (error) {
    // what one table does to its statement says nothing of the others
    if (error instanceof ToolError && error.sqlstate !== undefined)
      return (error.quoted ?? error.message).split("\n", 1)[0];
    throw error;
  }
}

function noteOf({ onlySource, onlyTarget, key, columns }: Pair): string | undefined {
  const meanings = columns.flatMap((column) => meaningText(column) ?? []);
  const notes = [
    ...(onlySource.length === 0 ? [] : [`not on the target: ${onlySource.join(", ")}`]),
    ...(onlyTarget.length === 0 ? [] : [`not on the source: ${onlyTarget.join(", ")}`]),
    ...(key.length === 0 ? ["no key: compared as a multiset of rows"] : []),
    ...(meanings.length === 0 ? [] : [`compared by meaning: ${meanings.join(", ")}`]),
  ];
  return notes.length === 0 ? undefined : notes.join("; ");
}

const absent = ({ onlySource, onlyTarget }: Tables): VerifiedTable[] =>
  [
    ...onlySource.map((table) => ({ table, note: "not on the target" })),
    ...onlyTarget.map((table) => ({ table, note: "not on the source" })),
  ].map((one) => ({
    ...one,
    rows_source: null,
    rows_target: null,
    equal: false,
    differing_keys: [],
    evidence: "measured",
  }));

const weight = ({ leaves }: Stored): number =>
  leaves.reduce((all, { blocks }) => all + blocks + 1, 0);

/** As their sessions say: names and ids lead to the same branch. */
function isSame(a: Target, b: Target): boolean {
  const fields = ["project", "branch", "database"] as const;
  return fields.every((field) => a[field] === b[field]);
}

const same = (): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    "`source` and `target` are the same database.",
    "Name another branch, a moment of this one (`at`), or `url_variable` in `source`.",
  );
