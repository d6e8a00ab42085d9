import type { Deps, Shadow, TemporaryBranch } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Plan } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { differences } from "../../postgres/catalog/differences.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readSchema } from "../../schema/read-schema.ts";
import { withoutLedger } from "../../schema/without-ledger.ts";
import { copiesOf, type Copies } from "../plan/copies.ts";
import { rolesForTexts } from "../plan/roles.ts";
import { readSizes } from "../plan/sizes.ts";

/** Where a plan is tried out; gone when it is disposed of. */
export interface Place extends AsyncDisposable {
  readonly on: "shadow" | "branch";
  readonly session: Session;
  /** As another application would have it, with the same search path. */
  connect(): Promise<Session>;
  /** Name of the branch. */
  readonly branch?: string;
  /** What of the target's schema is not there. */
  readonly missing: readonly string[];
}

export interface Places {
  readonly target: Session["target"];
  /** Of the target. */
  readonly catalog: Catalog;
  /** Its tables that have no rows. */
  readonly empty: readonly string[];
  /** A copy with nothing done to it: of the schema alone on a shadow, with the rows on a branch. */
  open(on: Place["on"]): Promise<Place>;
}

/** Throws DRIFT where the target's schema is not the one that the plan was made for. */
export async function openPlaces(
  plan: Plan,
  wanted: TargetInput | undefined,
  deps: Pick<Deps, "session" | "shadow" | "temporaryBranch">,
  call: Call,
): Promise<Places> {
  const { signal } = call;
  const target = wanted ?? placeOf(plan);
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  const schema = await readSchema(session);
  const catalog = withoutLedger(schema.catalog);
  if (fingerprint(catalog) !== plan.fingerprint) throw drift(plan, catalog);
  const path = await searchPathOf(session);
  const roles = await rolesForTexts(session, textsOf(plan));
  const copies = copiesOf({ ...schema, catalog }, path, roles, deps, signal);
  return {
    target: session.target,
    catalog,
    empty: await emptyTables(session),
    open: (on) => (on === "shadow" ? openShadow(copies, path) : openBranch(target, deps, call)),
  };
}

const textsOf = ({ phases, old_statements }: Plan): string[] => [
  ...phases.flatMap(({ steps }) => steps.flatMap(({ sql, rollback }) => [sql, rollback ?? ""])),
  ...old_statements,
];

async function emptyTables(session: Session): Promise<string[]> {
  const sizes = await readSizes(session);
  return [...sizes].flatMap(([name, { bytes }]) => (bytes === 0 ? [name] : []));
}

/** Where a plan was made for. */
export const placeOf = ({ target: { project, branch, database, role } }: Plan): TargetInput => ({
  database,
  role,
  ...(project === undefined ? {} : { project }),
  ...(branch === undefined ? {} : { branch }),
});

async function searchPathOf(session: Session): Promise<readonly string[]> {
  const [row] = await session.query<{ schemas: string[] }>(
    "select pg_catalog.array_to_json(pg_catalog.current_schemas(false)) as schemas",
  );
  return row?.schemas ?? [];
}

async function openShadow(copies: Copies, path: readonly string[]): Promise<Place> {
  const copy = await copies.open();
  const { shadow } = copy;
  return {
    on: "shadow",
    session: shadow.session,
    connect: () => connectLike(shadow, path),
    missing: [
      ...copy.failures.map(({ statement }) => statement.object),
      ...copy.missing.map(({ object }) => object),
    ],
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}

async function connectLike(shadow: Shadow, path: readonly string[]): Promise<Session> {
  const session = await shadow.connect();
  await session.query("select pg_catalog.set_config('search_path', $1, false)", [
    path.map((name) => `"${name.replaceAll('"', '""')}"`).join(", "),
  ]);
  return session;
}

async function openBranch(
  target: TargetInput,
  { temporaryBranch, session: open }: Pick<Deps, "session" | "temporaryBranch">,
  call: Call,
): Promise<Place> {
  call.progress(0, "Creating a branch");
  const made: TemporaryBranch = await temporaryBranch({ target, purpose: "rehearsal" }, call).catch(
    (error: unknown) => {
      throw error instanceof ToolError && error.code === "UNSUPPORTED" ? noBranch() : error;
    },
  );
  const connect = (): Promise<Session> =>
    open({
      target: made.target,
      intent: "write",
      connection: "direct",
      atOnce: SESSIONS,
      signal: call.signal,
    });
  try {
    const session = await connect();
    return {
      on: "branch",
      session,
      connect,
      branch: made.branch.name,
      missing: [],
      async [Symbol.asyncDispose]() {
        await session[Symbol.asyncDispose]();
        await made[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await made[Symbol.asyncDispose]();
    throw error;
  }
}

/** Traffic, the plan, and who looks on. */
const SESSIONS = 16;

const noBranch = (): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    "The target is a database of DATABASE_URL, which has no branches.",
    'Call rehearse_migration with `on` "shadow": it has the schema, and rows that fit it.',
  );

function drift(plan: Plan, now: Catalog): ToolError {
  const kept = plan.catalog as Catalog | undefined;
  const found = kept === undefined ? [] : differences(kept, now);
  const lines = found.slice(0, 8).map(({ object, path }) => `${object} ${path}`.trim());
  return new ToolError(
    "DRIFT",
    `The target's schema is no longer the one that plan \`${identifier(plan.plan_id)}\` was made for.`,
    "Call plan_migration again, and rehearse the new plan.",
    lines.length === 0 ? {} : { quoted: lines.join("\n") },
  );
}
