import { PRICES_AS_OF, SLOTS } from "../../core/neon-facts.ts";
import type { TargetInput } from "../../core/target.ts";
import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import type { CutOver, CutOverStep } from "../import-result.ts";
import type { ImportPlan } from "./plan.ts";
import type { PostgresRequest } from "./request.ts";

/** Of the publication, the subscription and its slot. */
const NAME = "neon_dba_cut_over";

/**
 * How to change over from the source with the shortest downtime: by logical replication where the source can, else by an import
 * while nothing is written. Steps are calls of tools, SQL for the source, which tools only read, and what the application does.
 */
export function cutOver(plan: ImportPlan, request: PostgresRequest, target: TargetInput): CutOver {
  return plan.survey.logical
    ? byReplication(plan, request, target)
    : byImport(plan, request, target);
}

function byReplication(plan: ImportPlan, request: PostgresRequest, target: TargetInput): CutOver {
  const { catalog } = plan;
  const tables = published(catalog);
  const name = quoteIdentifier(NAME);
  const where = targetOf(target);
  const { variable, tables: only } = request;
  const there = placeOf(target);
  const replication = { ...there, url_variable: variable, name: NAME };
  const whole = tables.filter((table) => !hasIdentity(table)).map(nameOf);
  const views = materialized(catalog);
  return {
    method: "logical replication",
    needs: [
      ACCESS,
      `the URL in \`${variable}\` is that of database ${identifier(plan.survey.database)} by the direct host, its user may replicate (REPLICATION; RDS: rds_replication), and the target's own server reaches it: no localhost`,
      "a free slot there (max_replication_slots, max_wal_senders)",
      `somebody who looks at \`status\` each day: the slot keeps the source's WAL until this side has it. Where the source is Neon, a slot that nobody reads from is removed after about ${SLOTS.removedAfterHours} hours (as of ${PRICES_AS_OF}), and the copy begins anew`,
    ],
    downtime:
      "seconds: from the end of writes until the last change is here, sequences are set and rows compared",
    steps: [
      ...(whole.length === 0
        ? []
        : [
            {
              on: "source" as const,
              does: `Tables without a key have to say their rows whole, or their updates and deletes fail once they are published: ${whole.join(", ")}`,
              sql: whole.map((table) => `alter table ${table} replica identity full`).join(";\n"),
            },
          ]),
      {
        on: "target",
        does: "Schema without rows; triggers and foreign keys do not fire for what is replicated",
        tool: "import_data",
        arguments: {
          from: from(request),
          ...where,
          options: { rows: false, ...(only && { tables: [...only] }) },
        },
      },
      {
        on: "source",
        does: "Publish the tables",
        sql: `create publication ${name} for table ${tables.map(nameOf).join(", ")}`,
      },
      {
        on: "target",
        does: "Copies all rows, then follows every change; DDL has to wait until the end",
        tool: "manage_replication",
        arguments: { action: "subscribe", ...replication, publication: NAME },
      },
      compare(
        "Rows and schema, while the source is written to: differences are changes under way",
        request,
        where,
      ),
      stopWrites(plan),
      {
        on: "target",
        does: "Repeat until 0 bytes behind",
        tool: "manage_replication",
        arguments: { action: "status", ...there, url_variable: variable },
      },
      compare("Must be equal; run the `fix` of each of `sequences` by run_sql", request, where),
      ...(views.length === 0
        ? []
        : [
            {
              on: "target" as const,
              does: "What is computed from rows",
              tool: "run_sql",
              arguments: {
                sql: views.map((view) => `refresh materialized view ${view}`).join(";\n"),
                mode: "write",
                timeout_ms: 3_600_000,
                ...where,
              },
            },
          ]),
      switchOver(where),
      {
        on: "target",
        does: "Nothing follows any more. Until the application has written here, going back is: the setting of the source to off, the application there",
        tool: "manage_replication",
        arguments: { action: "drop_subscription", ...there, name: NAME },
      },
      {
        on: "source",
        does: "Clean up",
        sql: `begin read write;\ndrop publication ${name};\ncommit`,
      },
    ],
    not_replicated: [
      "sequences (verify_data says their values), DDL, materialized views",
      ...plan.notCarried.filter((each) => !each.startsWith("publications")),
      ...unlogged(catalog),
    ],
  };
}

function byImport(plan: ImportPlan, request: PostgresRequest, target: TargetInput): CutOver {
  const where = targetOf(target);
  return {
    method: "import while nothing is written",
    needs: [ACCESS],
    downtime:
      "as long as import_data takes (rehearse it on a branch: `duration_ms`). wal_level is not logical on the source: with it (RDS: rds.logical_replication = 1 and a restart; Heroku does not offer it) it would be seconds",
    steps: [
      stopWrites(plan),
      {
        on: "target",
        does: "Everything, proven equal at its end",
        tool: "import_data",
        arguments: {
          from: from(request),
          ...where,
          ...(request.tables && { options: { tables: [...request.tables] } }),
        },
      },
      compare("Must be equal", request, where),
      switchOver(where),
    ],
    not_replicated: [...plan.notCarried],
  };
}

/** What each call asks for is confirmed one by one; rows and SQL are refused on guarded branches. */
const ACCESS =
  "access to the target: import_data and run_sql write to the default branch, a protected one or DATABASE_URL only if the operator has started the server with --access full; else take another branch, and let the user make it the default one";

interface Where {
  readonly target?: TargetInput;
}

const targetOf = (target: TargetInput): Where =>
  Object.keys(target).length === 0 ? {} : { target };

/** As manage_replication takes it: without a role. */
const placeOf = ({ project, branch, database }: TargetInput) => ({
  ...(project === undefined ? {} : { project }),
  ...(branch === undefined ? {} : { branch }),
  ...(database === undefined ? {} : { database }),
});

const from = ({ variable, database }: PostgresRequest) => ({
  url_variable: variable,
  ...(database === undefined ? {} : { database }),
});

const compare = (does: string, request: PostgresRequest, where: Where): CutOverStep => ({
  on: "target",
  does,
  tool: "verify_data",
  arguments: {
    source: from(request),
    ...where,
    ...(request.tables && { tables: [...request.tables] }),
  },
});

const switchOver = (where: Where): CutOverStep => ({
  on: "application",
  does: "Give it the new address (with its `stack`) and start it; test_connection tries the ways in. Downtime ends",
  tool: "configure_connection",
  arguments: { ...where },
});

/**
 * A setting of the database is heeded by sessions that begin; the others are ended, but those that replicate. It is committed before: sent
 * as one text, the two were one transaction, and who came back at once still wrote.
 */
const stopWrites = ({ survey }: ImportPlan): CutOverStep => ({
  on: "source",
  does: "Writes end: the application in maintenance mode, and this so that nobody is forgotten. Downtime begins",
  sql: `begin;
alter database ${quoteIdentifier(survey.database)} set default_transaction_read_only = on;
commit;
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
});

/** Partitions are published as they are: the other side has the same. */
const published = ({ tables }: Catalog): readonly Table[] =>
  tables.filter(({ kind, unlogged: is }) => kind === "table" && !is);

const nameOf = ({ schema, name }: Table): string => qualified(schema, name);

function hasIdentity({ constraints, indexes, replicaIdentity }: Table): boolean {
  if (replicaIdentity === "full") return true;
  if (replicaIdentity === "index") return indexes.some((index) => index.replicaIdentity);
  return replicaIdentity === "default" && constraints.some(({ kind }) => kind === "primary key");
}

const materialized = ({ views }: Catalog): string[] =>
  views
    .filter(({ kind }) => kind === "materialized view")
    .map(({ schema, name }) => qualified(schema, name));

function unlogged({ tables }: Catalog): string[] {
  const names = tables.filter((table) => table.unlogged).map(nameOf);
  return names.length === 0 ? [] : [`unlogged tables: ${names.join(", ")}`];
}
