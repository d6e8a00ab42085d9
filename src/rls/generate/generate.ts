import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { newRoleCall } from "../../core/new-role.ts";
import type { Session } from "../../core/session.ts";
import type { Finding } from "../../core/finding.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Policy } from "../../postgres/catalog/model/table.ts";
import { rolesOf } from "../../schema/access/roles.ts";
import { readSchema } from "../../schema/read-schema.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { asNode, textOf } from "../../sql/walk.ts";
import type { Intent } from "../intent.ts";
import { authStandIn } from "../prove/auth-stand-in.ts";
import { openPlace } from "../prove/place.ts";
import { printed } from "../resolve/find.ts";
import { resolveIntent } from "../resolve.ts";
import type { ResolvedIntent } from "../resolved.ts";
import { applicationCode } from "./application.ts";
import type { ApplicationCode } from "./application.ts";
import { findingsOf } from "./findings.ts";
import type { Ground } from "./ground.ts";
import type { Piece } from "./piece.ts";
import { piecesOf } from "./pieces.ts";
import { roleStatements } from "./roles.ts";
import { script } from "./script.ts";
import { tryOut } from "./try-out.ts";

export interface GenerateRequest {
  readonly intent: Intent;
  readonly target?: TargetInput | undefined;
  readonly ddl?: string | undefined;
  /** Major version that statements for the DDL are to run on; default that of the shadow. */
  readonly postgres?: number | undefined;
}

export interface GeneratedPolicy {
  readonly table: string;
  readonly name: string;
  readonly command: Policy["command"];
  readonly permissive: boolean;
  readonly roles: string[];
  readonly using: string | null;
  readonly check: string | null;
}

export interface GeneratedRls {
  /** Undefined where DDL was given. */
  readonly target: Target | undefined;
  readonly sql: string;
  readonly rollback: string;
  readonly policies: GeneratedPolicy[];
  readonly indexes: string[];
  readonly findings: Finding[];
  readonly application: ApplicationCode[];
  /** As the statements leave it. */
  readonly schema: DatabaseSchema;
}

/**
 * Policies, grants, functions and indexes that make the intent hold: what the target or the DDL lacks of them, carried out on a shadow,
 * taken back and carried out again. Errors: INVALID_INPUT for the intent, and those of sessions and shadows.
 */
export async function generateRls(
  { intent, target, ddl, postgres }: GenerateRequest,
  deps: Deps,
  call: Call,
): Promise<GeneratedRls> {
  call.progress(0, "copying the schema", 3);
  const origin = ddl === undefined ? { target, on: "shadow" as const } : { ddl };
  await using place = await openPlace(origin, intent, deps, call);
  const { session } = place;
  if (intent.context.kind === "neon_auth") await standIn(session);
  const loaded = await readSchema(session);
  const resolved = resolveIntent(intent, loaded.catalog);
  const everyRole = roleStatements(resolved, new Set());
  for (const sql of everyRole.create) await session.query(sql);
  await actAsOwners(session, resolved);
  const facts = await place.roles();
  const known =
    ddl === undefined ? facts.map(({ role }) => role) : await rolesIn(ddl, loaded.catalog);
  const ground: Ground = {
    intent: resolved,
    catalog: loaded.catalog,
    version:
      ddl === undefined ? versionOf(place.target) : serverVersion(postgres, loaded.catalog.version),
    functions: new Map(),
    lookups: new Map(),
  };
  const groups = facts.find(({ role }) => role === intent.application_role)?.memberOf ?? [];
  const { pieces, found } = piecesOf(ground, groups);
  const roles = roleStatements(resolved, new Set(known));
  call.progress(1, "trying the statements out", 3);
  const tried = await tryOut(session, loaded, pieces, roles, call.signal);
  call.progress(2, "tried out", 3);
  const wanted = new Set(pieces.map(({ object }) => object));
  return {
    target: ddl === undefined ? place.target : undefined,
    sql: script([...roles.create.map((sql) => ({ sql: [sql] })), ...tried.needed]),
    rollback: script([{ sql: tried.rollback }]),
    policies: policiesIn(tried.after.catalog, wanted),
    indexes: tried.needed.filter(isIndex).flatMap(({ sql }) => sql),
    findings: [
      ...resolved.findings,
      ...missing(place.missing),
      ...(ddl === undefined ? newRoles(resolved, known, place.target) : []),
      ...findingsOf({ ground, facts: ddl === undefined ? facts : [], found }),
    ],
    application: applicationCode(resolved),
    schema: tried.after,
  };
}

const isIndex = ({ object }: Piece): boolean => object.startsWith("index ");

const serverVersion = (major: number | undefined, otherwise: number): number =>
  major === undefined ? otherwise : major * 10_000;

/** `18.4` as `server_version_num` has it. */
const versionOf = ({ postgres }: Target): number => Number.parseInt(postgres, 10) * 10_000;

/**
 * For who owns tables on the target the shadow's session acts, as a member does who carries the statements out there. A role that another
 * shadow made, it may not give itself; what then fails, fails with its own words.
 */
async function actAsOwners(session: Session, { tables, members }: ResolvedIntent): Promise<void> {
  const owners = [...tables.map(({ table }) => table), members?.table].map((table) => table?.owner);
  for (const owner of new Set(owners))
    if (owner !== undefined && owner !== session.target.role)
      await session
        .query(
          `grant ${quoteIdentifier(owner)} to current_user${session.version >= 160_000 ? " with inherit true" : ""}`,
        )
        .catch((error: unknown) => {
          if (!(error instanceof ToolError) || error.code !== "PERMISSION") throw error;
        });
}

/** Where the target's extension is not in the shadow, or DDL says nothing of it. */
async function standIn(session: Session): Promise<void> {
  const [row] = await session.query<{ there: boolean }>(
    "select pg_catalog.to_regprocedure('auth.user_id()') is not null as there",
  );
  if (row?.there !== true) for (const sql of authStandIn) await session.query(sql);
}

/** Roles that DDL makes or names. */
async function rolesIn(ddl: string, catalog: Catalog): Promise<string[]> {
  const statements = await parseScript(ddl);
  const created = statements.map(({ node }) => textOf(asNode(node, "CreateRoleStmt")?.["role"]));
  return [...rolesOf(catalog), ...created];
}

function policiesIn({ tables }: Catalog, wanted: ReadonlySet<string>): GeneratedPolicy[] {
  return tables.flatMap((table) =>
    table.policies
      .filter(({ name }) => wanted.has(`policy ${quoteIdentifier(name)} on ${printed(table)}`))
      .map(({ name, command, permissive, roles, using, check }) => ({
        table: printed(table),
        name,
        command,
        permissive,
        roles: roles.map((role) => role ?? "PUBLIC"),
        using,
        check,
      })),
  );
}

/** `sql` makes them, which does for run_sql on a branch; a plan has no roles, and Neon's API makes none that policies hold. */
function newRoles(
  { applicationRole, adminRoles }: ResolvedIntent,
  known: readonly string[],
  target: Target,
): Finding[] {
  return [applicationRole, ...adminRoles]
    .filter((role) => !known.includes(role))
    .map((role) => ({
      rule: "role-missing",
      level: "warning",
      object: role,
      message: `There is no role ${identifier(quoteIdentifier(role))}. \`sql\` makes one that cannot log in; plan_migration makes none, so before it call ${newRoleCall(role, target)}.`,
      evidence: "measured",
      key: `role-missing:${role}`,
    }));
}

/** What could not be copied is not part of what was tried. */
function missing(objects: readonly string[]): Finding[] {
  return objects.map((object) => ({
    rule: "not-in-shadow",
    level: "warning",
    object,
    message: `${identifier(object)} could not be copied to the shadow, so the statements were tried without it.`,
    evidence: "measured",
    key: `not-in-shadow:${object}`,
  }));
}
