import { identifier } from "../../../core/identifier.ts";
import type { DesignedTable } from "../tables.ts";
import { used } from "./judge.ts";
import type { Answer } from "./judge.ts";
import type { ProvenPattern } from "./proven.ts";
import type { Question } from "./question.ts";

/** A table of so many rows is read as a whole in a few milliseconds. */
const SMALL = 10_000;

/** What became of a question under the indexes that are kept. `isKnown` tells tables that took a sample of rows. */
export function provenPattern(
  question: Question,
  answer: Answer,
  isKnown: (table: DesignedTable) => boolean,
): ProvenPattern {
  const { pattern, table } = question;
  const [first, next] = answer.queries;
  const refused = typeof answer.plans === "string";
  const [plan] = refused ? [] : answer.plans;
  const uses = used(answer);
  const scans = !refused && answer.plans.some((planned) => planned.scans);
  const isSmall = table.expectedRows <= SMALL;
  const unknown = [table, ...question.joins.map((join) => join.table)].find((one) => !isKnown(one));
  return {
    name: pattern.name,
    entity: pattern.entity,
    sql: first.sql,
    parameters: first.parameters,
    next: next ?? null,
    uses,
    plan: plan?.steps ?? "",
    cost: plan?.cost ?? 0,
    ok: !refused && unknown === undefined && (!scans || isSmall),
    reason:
      unknown === undefined || refused
        ? reasonOf(question, answer, scans, isSmall)
        : `Not proven: ${identifier(unknown.name)} took no sample of rows; see notes.`,
    behindPolicies: behindPolicies(question),
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
