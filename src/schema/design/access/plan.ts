import type { Session } from "../../../core/session.ts";

/** What the planner of the twin makes of a statement for any values of its parameters. */
export interface Planned {
  readonly cost: number;
  /** Names of the indexes that it reads. */
  readonly indexes: readonly string[];
  /** Names of tables that it reads from their beginning to their end. */
  readonly scanned: readonly string[];
  /** Rows that it expects to return. */
  readonly rows: number;
  /** From the top down, without conditions that are looked at once: `Limit > Index Scan using tasks_pkey`. */
  readonly steps: string;
}

/** EXPLAIN (GENERIC_PLAN) by the extended protocol would miss the values of `$1`; of a statement in a function nobody does. */
const helper = `
create or replace function pg_temp.neon_dba_planned(statements json) returns json language plpgsql as $$
declare
  statement text;
  plan json;
  plans json[];
begin
  for statement in select value from pg_catalog.json_array_elements_text(statements) loop
    begin
      execute 'explain (generic_plan, format json) ' || statement into plan;
    exception when syntax_error_or_access_rule_violation then
      plan := pg_catalog.json_build_object('error', sqlerrm);
    end;
    plans := plans || plan;
  end loop;
  return pg_catalog.array_to_json(plans);
end $$`;

/** Once for a session, before the first `planAll`. */
export async function readyToPlan(session: Session): Promise<void> {
  await session.query(helper);
}

/** One plan for each statement, or what Postgres says against it. Nothing is executed. */
export async function planAll(
  session: Session,
  statements: readonly string[],
): Promise<readonly (Planned | string)[]> {
  if (statements.length === 0) return [];
  const [row] = await session.query<{ plans: string }>(
    "select pg_temp.neon_dba_planned($1::json)::text as plans",
    [JSON.stringify(statements)],
  );
  const plans = JSON.parse(row?.plans ?? "[]") as readonly Explained[];
  return plans.map((explained) => ("error" in explained ? explained.error : read(explained)));
}

type Explained = readonly [{ readonly Plan: Node }] | { readonly error: string };

interface Node {
  readonly "Node Type": string;
  readonly "Total Cost": number;
  readonly "Plan Rows": number;
  readonly "Index Name"?: string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly Node[];
}

function read([{ Plan: top }]: readonly [{ readonly Plan: Node }]): Planned {
  const nodes = [...below(top)];
  return {
    cost: top["Total Cost"],
    indexes: [...new Set(nodes.flatMap((node) => node["Index Name"] ?? []))],
    scanned: nodes.flatMap((node) =>
      node["Node Type"] === "Seq Scan" ? (node["Relation Name"] ?? []) : [],
    ),
    rows: top["Plan Rows"],
    steps: nodes
      .filter((node) => node["Node Type"] !== "Result")
      .map(step)
      .join(" > "),
  };
}

function* below(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.Plans ?? []) yield* below(child);
}

const step = (node: Node): string =>
  node["Index Name"] !== undefined
    ? `${node["Node Type"]} using ${node["Index Name"]}`
    : node["Relation Name"] !== undefined
      ? `${node["Node Type"]} on ${node["Relation Name"]}`
      : node["Node Type"];
