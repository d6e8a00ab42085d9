import type { Session } from "../core/session.ts";
import type { Missing } from "../core/twin.ts";
import { applyDdl } from "../schema/apply-ddl.ts";
import type { Failure } from "../schema/apply-ddl.ts";
import type { Ddl, DdlStatement } from "../schema/ddl.ts";
import { prepareCatalog } from "./catalog.ts";
import { createExtensions, withoutVersion } from "./extensions.ts";

/** Of a new twin; `second` is the owner's as well. */
interface Sessions {
  readonly owner: Session;
  readonly second: Session;
  readonly superuser: Session;
}

/** Makes what the planner looks at. What Postgres refused, with its words. */
export async function copySchema(
  { owner, second, superuser }: Sessions,
  ddl: Ddl,
): Promise<Missing[]> {
  await prepareCatalog(superuser);
  const statements = ddl.statements.filter(isPlanned).map(withoutVersion);
  const isSchema = ({ object }: DdlStatement): boolean => object.startsWith("schema ");
  const apply = (on: Session, some: readonly DdlStatement[]): Promise<Failure[]> =>
    applyDdl(on, { ...ddl, roles: [], actors: [], statements: some });
  const failures = await apply(owner, statements.filter(isSchema));
  await createExtensions(superuser, statements);
  for (const stretch of stretches(statements.filter((statement) => !isSchema(statement))))
    failures.push(...(await applyByTwo(apply, [owner, second], stretch)));
  const missing = new Map<string, string>();
  for (const { statement, error } of failures)
    if (!missing.has(statement.object))
      missing.set(statement.object, error.quoted ?? error.message);
  return Array.from(missing, ([object, reason]) => ({ object, reason }));
}

/** Policies and privileges do not hold for the owner, who explains; nothing fires, is published or read as a comment on a twin. */
const isPlanned = ({ part, sql, object }: DdlStatement): boolean =>
  part === "schema" &&
  !/^(COMMENT ON|SECURITY LABEL) /.test(sql) &&
  !/^(trigger|event trigger|publication) /.test(object);

/** Statements in their order; `apart` when they hardly ever need each other or wait for each other's locks. */
interface Stretch {
  readonly apart: boolean;
  readonly statements: readonly DdlStatement[];
}

/** Fewer are not worth the second session. */
const WORTHWHILE = 50;

function stretches(statements: readonly DdlStatement[]): Stretch[] {
  const runs: { kind: string; statements: DdlStatement[] }[] = [];
  for (const statement of statements) {
    const kind = KIND.exec(statement.sql)?.[1] ?? "";
    const last = runs.at(-1);
    if (last?.kind === kind) last.statements.push(statement);
    else runs.push({ kind, statements: [statement] });
  }
  const found: { apart: boolean; statements: DdlStatement[] }[] = [];
  for (const run of runs) {
    const apart = run.kind !== "" && run.statements.length >= WORTHWHILE;
    const last = found.at(-1);
    if (apart || last === undefined || last.apart) found.push({ ...run, apart });
    else last.statements.push(...run.statements);
  }
  return found;
}

/** A table that inherits locks its parents. */
const KIND = /^CREATE (?:UNLOGGED |UNIQUE )?(TABLE|INDEX) (?!.* INHERITS \()/s;

/** Halves at the same time, each in a session; what failed, which may have needed something of the other half, once more after them. */
async function applyByTwo(
  apply: (on: Session, some: readonly DdlStatement[]) => Promise<Failure[]>,
  [first, second]: readonly [Session, Session],
  { apart, statements }: Stretch,
): Promise<Failure[]> {
  if (!apart) return apply(first, statements);
  const middle = Math.ceil(statements.length / 2);
  const halves = [
    apply(first, statements.slice(0, middle)),
    apply(second, statements.slice(middle)),
  ];
  await Promise.allSettled(halves);
  const failed = (await Promise.all(halves)).flat();
  return failed.length === 0
    ? []
    : apply(
        first,
        failed.map(({ statement }) => statement),
      );
}
