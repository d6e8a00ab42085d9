import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { type LocalNeon, localNeon } from "../helpers/local-neon.ts";
import { type Attempt, attemptsOn } from "./attempts.ts";
import { isOfNeon } from "./examples.ts";
import { flags, toolsOf, tryAll } from "./try-all.ts";

let neon: LocalNeon;
let server: Awaited<ReturnType<typeof serveHttp>>;
let client: Awaited<ReturnType<typeof connectHttp>>;
let known: string[] = [];
let projectId: string;
let work: string;

const branchesNow = async () =>
  (await neon.api.listProjectBranches({ projectId, limit: 10_000 })).data.branches;
const plane = async (): Promise<unknown> => {
  const { project } = (await neon.api.getProject(projectId)).data;
  const ours = (await branchesNow()).filter(({ id }) => known.includes(id));
  return [
    project.settings,
    // a name that was asked for is another's right
    ours.map(({ id: branch, protected: guarded, parent_id: parent }) => ({
      branch,
      guarded,
      parent,
    })),
  ];
};
/** The examples' branch by its id, which it keeps when a payload becomes its name. */
const onWork = (attempt: Attempt): Attempt => ({
  ...attempt,
  args: JSON.parse(JSON.stringify(attempt.args).replaceAll('"work"', JSON.stringify(work))),
  singly: attempt.singly.map(onWork),
});

beforeAll(async () => {
  neon = await localNeon();
  server = await serveHttp(flags, { NEON_API_KEY: neon.key, NEON_API_HOST: neon.apiUrl });
  client = await connectHttp(server.url);
  await client.callTool({ name: "create_branch", arguments: { name: "work" } });
  const [project] = (await neon.api.listProjects({})).data.projects;
  projectId = project?.id ?? "";
  const branches = await branchesNow();
  known = branches.map(({ id }) => id);
  work = branches.find(({ name }) => name === "work")?.id ?? "";
});
/** Many computes take the memory from those that follow. */
afterEach(async () => {
  for (const { id, parent_id: parent } of await branchesNow())
    if (!known.includes(id) && parent !== undefined)
      await neon.api.deleteProjectBranch({ projectId, branchId: id }).catch(() => {});
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await neon[Symbol.asyncDispose]();
});

const byName = (tools: readonly Tool[]) => tools.map((tool): [string, Tool] => [tool.name, tool]);

const tools = toolsOf("branch", "project", "compute", "snapshot", "cost");
test.each(byName(tools))("%s", async (_, tool) => {
  const before = await plane();
  await tryAll(client, attemptsOn(tool).map(onWork));
  expect(await plane()).toEqual(before);
});

const others = toolsOf("schema", "migration", "query", "security", "health", "connection", "data");
test.each(byName(others))("the target of %s", async (_, tool) => {
  const before = await plane();
  await tryAll(
    client,
    attemptsOn(tool).filter(({ paths: [path = ""] }) =>
      tool.name === "run_sql" ? path.startsWith("target.") : isOfNeon(path),
    ),
  );
  expect(await plane()).toEqual(before);
});
