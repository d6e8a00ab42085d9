import { invalid, notFound } from "../api/error.ts";
import type { ApiRequest, Reply, Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { branchOf, defaultBranch, findProject } from "../find.ts";
import { endpointOf } from "../state/changes.ts";
import type { Branch, Endpoint, Project } from "../state/types.ts";
import { connectionUri } from "../views/contents.ts";
import { hostOf } from "../views/endpoint.ts";
import { contentsOf } from "../work/contents.ts";

export const connectionRoutes = (control: Control): Routes => ({
  "GET /projects/:project/connection_uri": (request) => getConnectionUri(control, request),
});

async function getConnectionUri(control: Control, request: ApiRequest): Promise<Reply> {
  const project = findProject(control, request);
  const { query } = request;
  const wanted = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === "") throw invalid(`${name} is required`);
    return value;
  };
  const [databaseName, roleName] = [wanted("database_name"), wanted("role_name")];
  const pooled = query.get("pooled") ?? "false";
  if (pooled !== "true" && pooled !== "false") throw invalid("pooled has to be true or false");
  const { branch, endpoint } = find(control, project, query);
  const { roles, databases } = await contentsOf(control, branch);
  const role = roles.find(({ name }) => name === roleName);
  if (role === undefined) throw notFound("role");
  if (!databases.some(({ name }) => name === databaseName)) throw notFound("database");
  const uri = connectionUri(hostOf(endpoint.id, pooled === "true"), role, databaseName);
  return { status: 200, body: { uri } };
}

function find(
  control: Control,
  project: Project,
  query: URLSearchParams,
): { readonly branch: Branch; readonly endpoint: Endpoint } {
  const [branchId, endpointId] = [query.get("branch_id"), query.get("endpoint_id")];
  const named = endpointId === null ? undefined : control.store.state.endpoints[endpointId];
  if (endpointId !== null && named?.projectId !== project.id) throw notFound("endpoint");
  const branch =
    named !== undefined && branchId === null
      ? branchOf(control, project, named.branchId)
      : branchId === null
        ? defaultBranch(control, project)
        : branchOf(control, project, branchId);
  const endpoint = named ?? endpointOf(control.store.state, branch.id);
  if (endpoint?.branchId !== branch.id) throw notFound("endpoint");
  return { branch, endpoint };
}
