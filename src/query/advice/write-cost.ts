import type { Plan } from "../plan/node.ts";
import { textAt } from "../plan/raw.ts";
import { columnsOfDefinition } from "./candidates/definition.ts";
import type { Candidate } from "./candidate.ts";
import type { TableOf } from "./read-tables.ts";
import type { ExistingIndex, Table } from "./table.ts";

/** What one execution of a query changes in one table. */
export interface Write {
  readonly operation: "Insert" | "Update" | "Delete" | "Merge";
  readonly table: Table;
  /** Rows changed, as estimated. */
  readonly rows: number;
  /** Columns that are assigned to. */
  readonly assigned: ReadonlySet<string>;
}

/** What decides how much one more entry costs. */
interface Entries {
  readonly method: string;
  readonly tuples: number;
  readonly bytes: number;
  /** Of the first key with the order of rows: where it is near 1, new entries come to the same page. */
  readonly correlation: number;
}

/** The planner's defaults, in its units: a page read at random is 4, work on an operator 0.0025. */
const randomPage = 4;
const operator = 0.0025;
const indexTuple = 0.005;
/** `DEFAULT_PAGE_CPU_MULTIPLIER` of selfuncs.c: what descending one level costs. */
const perLevel = 50;

/** Entries per row and work per entry against a btree's. GIN collects its entries in a list first; BRIN notes a page range. */
const effort: Readonly<Record<string, number>> = { gin: 3, gist: 2, spgist: 2, brin: 0.02 };

/**
 * One more index entry: the search for its place as btcostestimate reckons it (comparisons, levels), and a leaf page that is made
 * dirty and has to be read or written again, at the cost of a random page; entries that arrive in order share one.
 */
export function entryCost({ method, tuples, bytes, correlation }: Entries): number {
  const pages = Math.max(1, bytes / 8192);
  const perPage = Math.max(1, tuples / pages);
  const height = pages <= 2 ? 0 : Math.ceil(Math.log(pages) / Math.log(290));
  const search =
    Math.ceil(Math.log2(Math.max(2, tuples))) * operator + (height + 1) * perLevel * operator;
  const ordered = Math.max(0, correlation) ** 2;
  // a small index stays in memory, and its pages take many entries before they are written
  const scattered = pages / (pages + 16);
  const page = randomPage * (ordered / perPage + (1 - ordered) * scattered);
  return (search + indexTuple + page) * (effort[method] ?? 1);
}

/** The tables a plan changes. A plan of several partitions changes the whole once. */
export function writesOf(plan: Plan, assigned: ReadonlySet<string>, tableOf: TableOf): Write[] {
  return plan.nodes.flatMap((node) => {
    const operation = textAt(node.raw, "Operation");
    const table = node.relation && tableOf(node.relation);
    if (node.type !== "ModifyTable" || table === undefined || !isOperation(operation)) return [];
    const rows = node.children
      .filter(({ relationship }) => relationship === "Outer" || relationship === "Member")
      .reduce((sum, { estimate }) => sum + estimate.rows, 0);
    return [{ operation, table, rows: Math.max(1, rows), assigned }];
  });
}

const isOperation = (text: string | undefined): text is Write["operation"] =>
  text === "Insert" || text === "Update" || text === "Delete" || text === "Merge";

/**
 * What keeping the indexes of a changed table up to date costs one execution. An UPDATE that assigns to no indexed column leaves all
 * indexes alone (HOT; BRIN does not count); one that does puts an entry into every index. What a DELETE leaves behind, VACUUM takes
 * out later, page by page: half an entry.
 */
export function writeCost(
  { operation, table, rows, assigned }: Write,
  candidates: readonly Candidate[],
  hidden: ReadonlySet<string> = new Set(),
): number {
  const existing = table.indexes.filter(({ name, valid }) => valid && !hidden.has(name));
  const added = candidates.filter(({ definition }) => definition.table === table);
  const all = [
    ...existing.map((index) => ({
      cost: existingCost(index, table),
      columns: index.columns,
      method: index.method,
    })),
    ...added.map((candidate) => ({
      cost: candidateCost(candidate),
      columns: columnsOfDefinition(candidate.definition),
      method: candidate.definition.method,
    })),
  ];
  const touched = all.some(
    ({ columns, method }) => method !== "brin" && columns.some((name) => assigned.has(name)),
  );
  if (operation === "Update" && !touched) return 0;
  const share = operation === "Delete" ? 0.5 : 1;
  return rows * share * all.reduce((sum, { cost }) => sum + cost, 0);
}

function candidateCost({ definition, tuples, bytes }: Candidate): number {
  const [first] = definition.keys[0]?.columns ?? [];
  return entryCost({
    method: definition.method,
    tuples,
    bytes,
    correlation: correlationOf(definition.table, first),
  });
}

function existingCost({ method, tuples, bytes, columns }: ExistingIndex, table: Table): number {
  return entryCost({ method, tuples, bytes, correlation: correlationOf(table, columns[0]) });
}

const correlationOf = (table: Table, column: string | undefined): number =>
  table.columns.get(column ?? "")?.correlation ?? 0;
