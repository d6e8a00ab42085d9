import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { loadDdl, parseDdl } from "../schema/load-ddl.ts";
import { readBaseline } from "./engine/baseline.ts";
import { ownerless } from "./engine/ownerless.ts";
import { pageOf } from "./engine/page.ts";
import { checkRules, groupsOf, runRules, type Group, type Reported } from "./engine/report.ts";
import type { Rule } from "./engine/rule.ts";
import type { Skipped } from "./facts/read-facts.ts";
import { readSchemaFacts, type ReadSchemaFacts } from "./facts/read-schema-facts.ts";
import type { SchemaFacts } from "./facts/schema.ts";
import { daysCounted } from "./schema/facts/time.ts";
import { schemaRules } from "./schema/index.ts";
import { readsPlans, sharedRules } from "./schema/security.ts";

export interface ReviewRequest {
  readonly target?: TargetInput | undefined;
  readonly ddl?: string | undefined;
  readonly rules?: readonly string[] | undefined;
  /** Ids of rules, keys of findings, and paths of JSON files that hold keys. */
  readonly ignore?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
}

export interface Review {
  readonly target?: Target;
  readonly findings: readonly Reported[];
  readonly groups: readonly Group[];
  readonly skipped: readonly Skipped[];
  readonly next_cursor?: string;
}

export const reviewRules: readonly Rule<SchemaFacts>[] = [...schemaRules, ...sharedRules];

/** Days; some things are done once a week. */
const ENOUGH = 7;
/** So many policies are planned unasked: more than a second or two nobody waits for who asked for something else. */
const UNASKED = 100;

/**
 * What is wrong with a schema, in a database or in DDL. The database is only read; policies are planned on a copy of its schema.
 * Errors: those of sessions and shadows, NOT_FOUND for a rule or a baseline that does not exist, INVALID_INPUT for a cursor of other findings.
 */
export async function reviewSchema(
  request: ReviewRequest,
  deps: Deps,
  call: Call,
): Promise<Review> {
  const { rules, cursor, target: asked, ddl } = request;
  if (asked !== undefined && ddl !== undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "`ddl` is given instead of `target`.",
      "Pass one of the two to review_schema.",
    );
  checkRules(reviewRules, rules);
  const ignore = await ignored(request.ignore ?? [], deps.files);
  const { facts, skipped, target } = await gather(request, deps, call);
  const findings = runRules(reviewRules, facts, { rules, ignore });
  const page = pageOf(
    facts.isText ? findings.map(ownerless(facts.database.owner)) : findings,
    cursor,
  );
  return {
    ...(target === undefined ? {} : { target }),
    findings: page.findings,
    groups: cursor === undefined ? groupsOf(findings) : [],
    skipped: cursor === undefined ? skipped : [],
    ...(page.next === undefined ? {} : { next_cursor: page.next }),
  };
}

/** No id of a rule has a dot, and no key lacks a colon. */
async function ignored(named: readonly string[], roots: readonly string[]): Promise<string[]> {
  const isFile = (name: string): boolean => /^[^:]+\.json$/.test(name);
  const kept = await Promise.all(named.filter(isFile).map((path) => readBaseline(path, roots)));
  return [...named.filter((name) => !isFile(name)), ...kept.flat()];
}

async function gather(
  { target, ddl, rules }: ReviewRequest,
  deps: Deps,
  call: Call,
): Promise<ReadSchemaFacts & { readonly target?: Target }> {
  const { signal } = call;
  let done = 0;
  const asked = {
    model: undefined,
    neon: undefined,
    sample: false,
    mostPolicies: mostPolicies(rules),
    signal,
    shadow: () => deps.shadow(signal),
    progress: (message: string) => call.progress(++done, message),
  };
  if (ddl !== undefined) {
    await parseDdl(ddl);
    await using shadow = await deps.shadow(signal);
    asked.progress("loading the DDL");
    const { roles, skipped } = await loadDdl(shadow.session, ddl, signal);
    const read = await readSchemaFacts(shadow.session, { ...asked, ofText: roles });
    return {
      facts: { ...read.facts, isPartial: skipped.length > 0 },
      skipped: [...skipped, ...read.skipped],
    };
  }
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const { facts, skipped } = await readSchemaFacts(session, { ...asked, ofText: undefined });
  return { facts, skipped: [...skipped, ...uncounted(facts)], target: session.target };
}

/** What the counters cannot tell yet. */
function uncounted(facts: SchemaFacts): Skipped[] {
  const { countedSince } = facts;
  const days = daysCounted(facts);
  if (days !== undefined && days >= ENOUGH) return [];
  const since = countedSince === undefined ? "nobody knows when" : `at ${countedSince}`;
  return [
    {
      what: "what is unused, and growth",
      reason: `Counting began ${since}: after ${ENOUGH} days it tells.`,
    },
  ];
}

function mostPolicies(rules: readonly string[] | undefined): number | undefined {
  if (rules === undefined) return UNASKED;
  return rules.some(readsPlans) ? undefined : 0;
}
