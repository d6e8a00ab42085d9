import type { ProjectDetails } from "../core/manage/projects.ts";

/** What all tools show of a project. */
export const projectView = (project: ProjectDetails) => ({
  id: project.id,
  name: project.name,
  region: project.region,
  postgres: project.postgres,
  history_seconds: project.historySeconds,
  ...(project.storageBytes === undefined ? {} : { storage_bytes: project.storageBytes }),
  // what the local Neon has, and Neon says where it does not tell
  ...(project.subscription === undefined || project.subscription === "UNKNOWN"
    ? {}
    : { subscription: project.subscription }),
  ...(project.organization === undefined ? {} : { organization: project.organization }),
});
