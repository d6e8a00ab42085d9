import { identifier } from "../../../core/identifier.ts";
import type { DesignedTable } from "../tables.ts";
import { used } from "./judge.ts";
import type { Answer } from "./judge.ts";
import type { ProvenPattern } from "./proven.ts";
import type { Question } from "./question.ts";

/** A table of so many rows is read as a whole in a few milliseconds. */
const SMALL = 10_000;

/** What costs more takes about half a second of a core, and more of a disk. */
const HEAVY = 100_000;

/** What became of a question under the indexes that are kept. `isKnown` tells tables that took a sample of rows. */
export function provenPattern(
  question: Question,
  answer: Answer,
  isKnown: (table: DesignedTable) => boolean,
): ProvenPattern {
  const { pattern } = question;
  const [first, next] = answer.queries;
  const [plan] = typeof answer.plans === "string" ? [] : answer.plans;
  const wrong = wrongWith(question, answer, isKnown);
  return {
    name: pattern.name,
    entity: pattern.entity,
    sql: first.sql,
    parameters: first.parameters,
    next: next ?? null,
    uses: used(answer),
    plan: plan?.steps ?? "",
    cost: plan?.cost ?? 0,
    ok: wrong === null,
    reason: wrong ?? whyNoIndex(question, answer),
    behindPolicies: behindPolicies(question),
    evidence: "estimated",
  };
}

function wrongWith(
  { table, joins, sort }: Question,
  { plans }: Answer,
  isKnown: (table: DesignedTable) => boolean,
): string | null {
  if (typeof plans === "string") return `Postgres refuses the query: ${plans}`;
  const tables = [table, ...joins.map((join) => join.table)];
  const unknown = tables.find((one) => !isKnown(one));
  if (unknown !== undefined)
    return `Not proven: ${identifier(unknown.name)} took no sample of rows; see notes.`;
  const scanned = new Set(plans.flatMap((plan) => plan.scanned));
  const read = tables.find(({ name, expectedRows }) => scanned.has(name) && expectedRows > SMALL);
  const heavy = plans.find(({ cost }) => cost > HEAVY);
  const cure =
    sort.length === 0 ? " Give it a sort, so that a page is read, or a narrower condition." : "";
  if (read !== undefined) {
    const rows = counted(read.expectedRows);
    const share = ((plans[0]?.rows ?? 0) / read.expectedRows) * 100;
    const part = sort.length > 0 || share < 1 ? "a few" : `${Math.min(100, Math.round(share))} %`;
    return `All ${rows} rows of ${identifier(read.name)} are read: the planner expects to return ${part} of them, and no index is cheaper.${cure}`;
  }
  if (heavy === undefined) return null;
  return `The planner expects a cost of ${counted(Math.round(heavy.cost))} and ${counted(heavy.rows)} rows.${cure}`;
}

function whyNoIndex({ table }: Question, answer: Answer): string | null {
  if (used(answer).length > 0) return null;
  return `At ${counted(table.expectedRows)} rows reading the table is as cheap as an index.`;
}

const counted = (number: number): string => number.toLocaleString("en-US");

/** Before a row has passed the policies it is compared only by functions that are marked LEAKPROOF, so an index gives more rows. */
function behindPolicies({ equals, range, leaky }: Question): string | null {
  if (leaky.length === 0) return null;
  const names = leaky.map(({ name }) => `\`${identifier(name)}\``).join(", ");
  const compared = leaky.some((column) => equals.includes(column) || range.includes(column));
  const cure = compared
    ? "Of a type whose comparison is LEAKPROOF (text with a check rather than an enum, bigint rather than numeric) an index answers it."
    : "A SECURITY DEFINER function that names the tenant itself could ask an index.";
  return `Under the tenants' policies no index answers ${names}: Postgres compares hidden rows only by functions that are marked LEAKPROOF. All rows that an index finds without are filtered. ${cure}`;
}
