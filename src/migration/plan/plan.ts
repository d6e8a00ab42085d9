import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan, Question } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { readSchema } from "../../schema/read-schema.ts";
import { withoutLedger } from "../../schema/without-ledger.ts";
import { openMeter } from "../effects/open-meter.ts";
import { readChanges } from "./changes.ts";
import type { Stage } from "./changes.ts";
import { cookAll } from "./cook.ts";
import { copiesOf, copyFindings, shadowAhead } from "./copies.ts";
import type { Copies } from "./copies.ts";
import { checkColumns, checkRenames } from "./hints.ts";
import { meantFindings } from "./meant/as-meant.ts";
import { Unclear } from "./meant/unclear.ts";
import type { Change } from "./recipe.ts";
import { settle } from "./settle.ts";
import { readOldStatements } from "./old-statements.ts";
import { planId } from "./plan-id.ts";
import { recipes } from "./recipes/index.ts";
import type { PlanRequest } from "./request.ts";
import { rolesForTexts, settleRoles } from "./roles.ts";
import { readScript } from "./script.ts";
import type { Script } from "./script.ts";
import { readSizes } from "./sizes.ts";
import { surroundingsOf } from "./surroundings.ts";
import { scriptFor, unreached } from "./wanted.ts";

/**
 * Makes plain DDL into steps that can be made, and taken back, while the application runs: everything in the plan was executed on a copy
 * of the target's schema, and locks, rewrites and scans were measured there. Errors: INVALID_SQL, INVALID_INPUT, UNSUPPORTED, POSTGRES
 * for a statement that fails, and those of sessions and shadows.
 */
export async function planMigration(request: PlanRequest, deps: Deps, call: Call): Promise<Plan> {
  const { signal } = call;
  const given = request.sql === undefined ? undefined : await readScript(request.sql);
  if ((given === undefined) === (request.targetSchema === undefined)) throw eitherOr();
  checkRenames(request);
  await using session = await deps.session({
    target: request.target,
    intent: "read",
    connection: "direct",
    signal,
  });
  call.progress(0, "Reading the schema");
  await using ahead = shadowAhead(deps, signal);
  const schema = await readSchema(session);
  const source = withoutLedger(schema.catalog);
  const sizes = await readSizes(session);
  const searchPath = await readSearchPath(session);
  const roles = await rolesForTexts(session, [
    request.sql ?? request.targetSchema ?? "",
    ...request.oldStatements,
  ]);
  await using copies = copiesOf({ ...schema, catalog: source }, searchPath, roles, ahead, signal);
  const postgres = Math.floor(session.version / 10_000);

  await using stage = await copies.open();
  copies.prepare();
  const place = stage.shadow;
  await using meter = openMeter(place, { postgres, signal });
  const copied = await readSchema(place.session);
  const before = copied.catalog;
  const old = await readOldStatements(place.session, before, searchPath, request.oldStatements);
  const naive =
    request.targetSchema === undefined
      ? undefined
      : await scriptFor(request.targetSchema, place.session, request.hints, copies, session);
  const { questions: unknown, ...script } = await settleRoles(
    given ?? (naive?.sql ? await readScript(naive.sql) : nothing),
    session,
  );
  const meant = { searchPath, version: session.version, hints: request.hints };
  const here = { session: place.session, meter, schema: copied, ...meant };
  const open: Question[] = [...(naive?.questions ?? []), ...unknown];
  const statements = unknown.length > 0 ? [] : script.statements;
  const changes = await readChanges(statements, here, call)
    .then((read) => read ?? readChangesApart(statements, { copies, postgres, ...meant }, call))
    .catch((error: unknown) => {
      if (!(error instanceof Unclear)) throw error;
      open.push(error.question);
      return [];
    });
  const wanted = changes.at(-1)?.after ?? before;
  if (open.length === 0)
    checkColumns(request.hints, [before, ...changes.map(({ after }) => after)]);
  const facts = { session, copies, catalog: before, sizes, searchPath, ...request };
  const surroundings = surroundingsOf(facts, changes);
  const parts = await cookAll(changes, recipes, surroundings);
  if (naive !== undefined && open.length === 0) open.push(...unreached(naive, wanted));
  const questions = [...open, ...parts.flatMap(({ cooked }) => cooked.questions)];
  const settled =
    questions.length > 0
      ? { phases: [], irreversible: [], findings: [], after: wanted }
      : await settle(
          parts,
          {
            copies,
            before,
            wanted,
            postgres,
            sizes,
            old: old.accepted,
            plain: () => cookAll(changes, [], surroundings),
          },
          call,
        );

  const content: Omit<Plan, "plan_id"> = {
    name: request.name,
    target: session.target,
    version: session.version,
    fingerprint: fingerprint(source),
    fingerprint_after: fingerprint(settled.after),
    phases: settled.phases,
    irreversible: settled.irreversible,
    findings: unique([
      ...copyFindings(stage),
      ...script.findings,
      ...(naive?.findings ?? []),
      ...meantFindings(changes),
      ...old.refused.map(refusedFinding),
      ...parts.flatMap(({ cooked }) => cooked.findings ?? []),
      ...settled.findings,
    ]),
    questions,
    old_statements: old.accepted.map(({ statement }) => statement),
    lock_timeout_ms: request.lockTimeoutMs,
    batch_size: request.batchSize,
    catalog: source,
  };
  const plan = { plan_id: planId(content), ...content };
  await deps.plans.save(plan);
  return plan;
}

/** On another copy, because the first one has the changes already. */
async function readChangesApart(
  statements: Script["statements"],
  where: Pick<Stage, "searchPath" | "version" | "hints"> & {
    readonly copies: Copies;
    readonly postgres: number;
  },
  call: Call,
): Promise<readonly Change[]> {
  const { copies, postgres, ...meant } = where;
  await using stage = await copies.open();
  const { session } = stage.shadow;
  await using meter = openMeter(stage.shadow, { postgres, signal: call.signal });
  const schema = await readSchema(session);
  return (await readChanges(statements, { session, meter, schema, ...meant }, call, true)) ?? [];
}

const nothing: Script = { statements: [], findings: [] };

const eitherOr = (): ToolError =>
  new ToolError(
    "INVALID_INPUT",
    "A migration is planned either from DDL or from the schema that is wanted.",
    "Pass sql, the DDL that you would run on an idle database, or target_schema, the DDL of the whole schema.",
  );

async function readSearchPath(session: Session): Promise<readonly string[]> {
  const [row] = await session.query<{ schemas: string[] }>(
    "select pg_catalog.array_to_json(pg_catalog.current_schemas(false)) as schemas",
  );
  return row?.schemas ?? [];
}

const refusedFinding = (statement: string): Finding => ({
  rule: "old-statement",
  level: "warning",
  object: "old_statements",
  message: `Postgres refuses this statement of the old application before anything is changed, so it is not followed through the phases: \`${identifier(statement)}\`.`,
  evidence: "measured",
  key: `old-statement:${statement}`,
});

/** The first of each key. */
function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.toReversed().map((item) => [item.key, item])).values()].toReversed();
}
