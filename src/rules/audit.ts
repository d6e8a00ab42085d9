import type { Deps } from "../core/deps.ts";
import type { Target, TargetInput } from "../core/target.ts";
import type { Call } from "../core/tool.ts";
import { loadDdl, parseDdl } from "../schema/load-ddl.ts";
import { readBaseline } from "./engine/baseline.ts";
import { ownerless } from "./engine/ownerless.ts";
import { pageOf } from "./engine/page.ts";
import { checkRules, groupsOf, runRules, type Group, type Reported } from "./engine/report.ts";
import type { RoleModel } from "./facts/model.ts";
import { readNeon } from "./facts/neon.ts";
import { readFacts, type ReadFacts, type Skipped } from "./facts/read-facts.ts";
import { rolesShown, type ShownRole } from "./facts/shown-roles.ts";
import { securityRules } from "./security/index.ts";

export interface AuditRequest {
  readonly target?: TargetInput | undefined;
  readonly ddl?: string | undefined;
  readonly model?: RoleModel | undefined;
  readonly sample?: boolean | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly baseline?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface Audit {
  readonly target?: Target;
  readonly findings: readonly Reported[];
  readonly groups: readonly Group[];
  readonly roles: readonly ShownRole[];
  readonly skipped: readonly Skipped[];
  readonly next_cursor?: string;
}

/**
 * What is wrong with who may do what, in a database or in DDL. The database is only read; policies are planned on a copy of its schema.
 * Errors: those of sessions and shadows, NOT_FOUND for a rule or a baseline that does not exist, INVALID_INPUT for a cursor of other findings.
 */
export async function auditSecurity(request: AuditRequest, deps: Deps, call: Call): Promise<Audit> {
  const { rules, ignore = [], baseline, cursor } = request;
  checkRules(securityRules, rules);
  const known = baseline === undefined ? [] : await readBaseline(baseline, deps.files);
  const { facts, skipped, target } = await gather(request, deps, call);
  const findings = runRules(securityRules, facts, { rules, ignore: [...ignore, ...known] });
  const page = pageOf(
    facts.isText ? findings.map(ownerless(facts.database.owner)) : findings,
    cursor,
  );
  return {
    ...(target === undefined ? {} : { target }),
    findings: page.findings,
    groups: cursor === undefined ? groupsOf(findings) : [],
    roles: cursor === undefined ? rolesShown(facts) : [],
    skipped: cursor === undefined ? skipped : [],
    ...(page.next === undefined ? {} : { next_cursor: page.next }),
  };
}

async function gather(
  { target, ddl, model, sample = false }: AuditRequest,
  deps: Deps,
  call: Call,
): Promise<Omit<ReadFacts, "unseen"> & { readonly target?: Target }> {
  const { signal } = call;
  let done = 0;
  const asked = {
    model,
    sample,
    signal,
    shadow: () => deps.shadow(signal),
    progress: (message: string) => call.progress(++done, message),
  };
  if (ddl !== undefined) {
    await parseDdl(ddl);
    await using shadow = await deps.shadow(signal);
    asked.progress("loading the DDL");
    const { roles, skipped } = await loadDdl(shadow.session, ddl, signal);
    const read = await readFacts(shadow.session, {
      ...asked,
      sample: false,
      neon: undefined,
      ofText: roles,
    });
    return { facts: read.facts, skipped: [...skipped, ...read.skipped, ...read.unseen] };
  }
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const { neon, skipped } = await readNeon(session.target, deps, signal);
  const read = await readFacts(session, { ...asked, neon, ofText: undefined });
  return {
    facts: read.facts,
    skipped: [...skipped, ...read.skipped, ...read.unseen],
    target: session.target,
  };
}
