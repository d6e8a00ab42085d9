import type { Shadow } from "../../core/deps.ts";
import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { readCatalogHere } from "../../postgres/catalog/read-catalog.ts";
import { applyDdl } from "../../schema/apply-ddl.ts";
import { printDdl } from "../../schema/ddl.ts";
import { readDependencies as readOrder } from "../../schema/dependencies.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../engine/names.ts";
import { readAccess, type Access } from "./access.ts";
import { readBodies } from "./bodies.ts";
import { readDatabase } from "./database.ts";
import { readDependencies } from "./dependencies.ts";
import type { RoleModel } from "./model.ts";
import type { NeonFacts } from "./neon.ts";
import { planPolicies } from "./policies/plan-policies.ts";
import { readRoles } from "./roles.ts";
import { readSamples } from "./samples.ts";
import type { SecurityFacts } from "./security.ts";

/** What could not be looked at, and why. */
export interface Skipped {
  readonly what: string;
  readonly reason: string;
}

export interface ReadFactsRequest {
  readonly model: RoleModel | undefined;
  readonly neon: NeonFacts | undefined;
  /** Roles that a text speaks of, where it is DDL in a shadow that is audited. */
  readonly ofText: readonly string[] | undefined;
  readonly sample: boolean;
  /** With more policies than that, none is planned, which is told; 0 is for those who need no plans. */
  readonly mostPolicies?: number | undefined;
  readonly signal: AbortSignal;
  /** A throw-away database, asked for where policies have to be tried and `session` is no such database itself. */
  shadow(): Promise<Shadow>;
  progress(message: string): void;
}

export interface ReadFacts {
  readonly facts: SecurityFacts;
  readonly skipped: readonly Skipped[];
  /** What of roles, settings and rows was not looked at. */
  readonly unseen: readonly Skipped[];
}

/** Reads all that the rules look at, in one snapshot; the planner is asked about policies on a copy of the schema. */
export async function readFacts(session: Session, request: ReadFactsRequest): Promise<ReadFacts> {
  const { model, neon, ofText, sample, signal } = request;
  const skipped: Skipped[] = [];
  request.progress("reading the schema, roles and privileges");
  const { catalog, order, access, samples, ...read } = await session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs: 60_000 },
    async () => {
      const catalog = await readCatalogHere(session);
      await session.query("select set_config('search_path', '', true)");
      const copied = ofText === undefined && request.mostPolicies !== 0 && policiesIn(catalog) > 0;
      return {
        catalog,
        order: copied ? await readOrder(session) : undefined,
        ...(await readRoles(session)),
        database: await readDatabase(session),
        ...(await readDependencies(session)),
        access: await readAccess(session),
        samples: sample ? await readSamples(session, catalog, skipped, signal) : [],
      };
    },
  );
  if (access === undefined)
    skipped.push({
      what: "effective privileges",
      reason: "There are too many roles and relations to ask about each pair.",
    });
  const planned = await plan(session, catalog, order, read.policyReads, request, skipped);
  const known = ofText === undefined ? undefined : new Set([...ofText, catalog.database.owner]);
  const facts: SecurityFacts = {
    ...read,
    roles: read.roles.filter(({ name }) => known?.has(name) ?? true),
    catalog,
    access: access ?? noAccess,
    bodies: await readBodies(catalog),
    planned,
    samples,
    neon,
    model,
    isText: ofText !== undefined,
  };
  return { facts, skipped, unseen: unseen(facts, sample) };
}

const noAccess: Access = {
  relation: () => new Set(),
  schema: () => new Set(["USAGE"]),
  whoMay: () => [],
};

async function plan(
  session: Session,
  catalog: Catalog,
  order: DatabaseSchema["dependencies"] | undefined,
  reads: SecurityFacts["policyReads"],
  request: ReadFactsRequest,
  skipped: Skipped[],
): Promise<SecurityFacts["planned"]> {
  const policies = policiesIn(catalog);
  const most = request.mostPolicies ?? policies;
  if (policies === 0 || most === 0) return [];
  if (policies > most) {
    skipped.push({
      what: `plans of ${policies} policies`,
      reason: "Planning so many takes its time: name rules on policies, or call audit_security.",
    });
    return [];
  }
  const asked = {
    catalog,
    reads,
    signal: request.signal,
    progress: (done: number, total: number) =>
      request.progress(`policies planned: ${done} of ${total}`),
  };
  if (order === undefined) return planPolicies(session, asked);
  request.progress("copying the schema to plan the policies");
  await using copy = await request.shadow();
  const failures = await applyDdl(copy.session, printDdl(catalog, order));
  const lost = failures.filter(({ statement }) => /^(policy|table) /.test(statement.object));
  for (const { statement, error } of lost)
    skipped.push({ what: `plan of ${statement.object}`, reason: error.quoted ?? error.message });
  const missing = new Set(lost.map(({ statement }) => statement.object));
  return await planPolicies(copy.session, { ...asked, catalog: without(catalog, missing) });
}

/** Those that apply. */
const policiesIn = ({ tables }: Catalog): number =>
  tables.reduce(
    (sum, { rowSecurity, policies }) => sum + (rowSecurity.enabled ? policies.length : 0),
    0,
  );

function without(
  catalog: SecurityFacts["catalog"],
  missing: ReadonlySet<string>,
): SecurityFacts["catalog"] {
  if (missing.size === 0) return catalog;
  return {
    ...catalog,
    tables: catalog.tables
      .filter((table) => !missing.has(`table ${nameOf(table)}`))
      .map((table) => ({
        ...table,
        policies: table.policies.filter(
          ({ name }) => !missing.has(`policy ${quoteIdentifier(name)} on ${nameOf(table)}`),
        ),
      })),
  };
}

/** What this role is not shown. */
function unseen({ catalog, roles, isText, database }: SecurityFacts, sample: boolean): Skipped[] {
  if (isText)
    return [
      { what: "settings, passwords, sessions and rows", reason: "There is nothing but DDL." },
    ];
  const hidden = [...watched].filter((name) => !database.settings.has(name));
  const mappings = catalog.others.some(({ kind }) => kind === "user mapping");
  return [
    ...(sample
      ? []
      : [{ what: "shapes of values", reason: "Pass sample: true to have them counted." }]),
    { what: "hashes of passwords and pg_hba.conf", reason: "No role but a superuser sees them." },
    ...(hidden.length === 0
      ? []
      : [{ what: `settings ${hidden.join(", ")}`, reason: "This role may not read them." }]),
    ...(mappings && !roles.some(({ name, superuser }) => superuser && name === database.user)
      ? [
          {
            what: "options of other roles' user mappings",
            reason: "Postgres shows them to the owner of the server alone.",
          },
        ]
      : []),
  ];
}

const watched = ["ssl", "password_encryption", "log_connections", "log_statement"];
