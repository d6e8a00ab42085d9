import { readdirSync } from "node:fs";
import pg from "pg";
import { type LocalNeon, ownerAddress } from "../../helpers/local-neon.ts";

/** What there is and how it is set, without what time alone changes. */
export async function stateOf(neon: LocalNeon, folder: string): Promise<unknown> {
  const { projects } = (await neon.api.listProjects({})).data;
  const control = await Promise.all(projects.map((project) => controlState(neon, project.id)));
  return {
    projects: projects.map(({ id, name, settings, history_retention_seconds: history }) => ({
      id,
      name,
      settings,
      history,
    })),
    control,
    catalog: await catalogOf(neon),
    files: new Set(readdirSync(folder)),
  };
}

async function controlState({ api }: LocalNeon, projectId: string): Promise<unknown> {
  const { branches } = (await api.listProjectBranches({ projectId })).data;
  const { endpoints } = (await api.listProjectEndpoints(projectId)).data;
  const inside = branches.map(async ({ id, name, parent_id: parent, protected: guarded }) => ({
    id,
    name,
    parent,
    guarded,
    roles: (await api.listProjectBranchRoles(projectId, id)).data.roles.map((role) => role.name),
    databases: (await api.listProjectBranchDatabases(projectId, id)).data.databases.map(
      (database) => [database.name, database.owner_name],
    ),
    schedule: (await api.getSnapshotSchedule(projectId, id)).data,
  }));
  return {
    branches: await Promise.all(inside),
    endpoints: endpoints.map((endpoint) => [
      endpoint.id,
      endpoint.type,
      endpoint.autoscaling_limit_min_cu,
      endpoint.autoscaling_limit_max_cu,
      endpoint.suspend_timeout_seconds,
    ]),
    snapshots: (await api.listSnapshots(projectId)).data.snapshots.map(({ name }) => name),
  };
}

const CATALOG = `
  select pg_catalog.jsonb_build_object(
    'roles', (select pg_catalog.jsonb_agg(r.rolname order by r.rolname) from pg_catalog.pg_roles r),
    'databases', (select pg_catalog.jsonb_agg(d.datname || d.datdba order by d.datname) from pg_catalog.pg_database d),
    'relations', (select pg_catalog.jsonb_agg(c.oid::regclass::text order by c.oid) from pg_catalog.pg_class c where c.oid > 16384),
    'publications', (select pg_catalog.jsonb_agg(p.pubname) from pg_catalog.pg_publication p),
    'slots', (select pg_catalog.jsonb_agg(s.slot_name) from pg_catalog.pg_replication_slots s)) as state`;

async function catalogOf(neon: LocalNeon): Promise<unknown> {
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  const client = new pg.Client({ host, port, database, user, password, options });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<{ state: unknown }>(CATALOG)).rows[0]?.state;
  } finally {
    await client.end();
  }
}
