import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, textOf } from "../../helpers/client.ts";
import { serveNeon } from "../../helpers/served.ts";
import { type Harness, harness } from "../branch/harness.ts";

const FLAGS = ["--toolsets", "project,branch"];
let on: Harness;
beforeAll(async () => {
  on = await harness(FLAGS);
});
afterAll(() => on[Symbol.asyncDispose]());

const make = async (name: string): Promise<string> =>
  ((await on.done("create_project", { name })).structured["project"] as { id: string }).id;
const names = async (): Promise<string[]> =>
  (await on.neon.api.listProjects({})).data.projects.map(({ name }) => name).toSorted();

test("a project goes with its branches after a person has agreed to exactly these", async () => {
  const project = await make("doomed");
  await on.done("create_branch", { project, name: "dev" });
  await on.done("update_branch", { project, branch: "dev", protected: true });
  const asked = await on.call("delete_project", { project: "doomed" });
  expect(asked.text).toMatch(
    /^CONFIRMATION_REQUIRED: Delete project `doomed` \(doomed-\w+\): 2 branches with \d+ MB of data/,
  );
  expect(asked.text).toContain("`dev` (protected, ");
  const [, token] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
  await on.done("create_branch", { project, name: "more" });
  const stale = await on.call("delete_project", { project: "doomed", confirm_token: token });
  expect(stale.text).toMatch(/^CONFIRM_TOKEN_INVALID/);
  expect(await names()).toEqual(["doomed", "local"]);
  const deleted = await on.confirmed("delete_project", { project: "doomed" });
  expect(deleted.structured).toMatchObject({
    project: { id: project, name: "doomed" },
    branches: ["main", "dev", "more"],
  });
  expect(await names()).toEqual(["local"]);
  expect((await on.call("delete_project", { project: "doomed" })).text).toMatch(/^NOT_FOUND/);
});

test("a lost answer is settled by looking; a project that stays is protected as before", async () => {
  const project = await make("lost");
  await on.done("update_branch", { project, branch: "main", protected: true });
  const remove = async (when: "before" | "after") => {
    const { text } = await on.call("delete_project", { project });
    const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
    await on.neon.setFaults([{ kind: "disconnect", when, method: "DELETE", path: project }]);
    return on.call("delete_project", { project, confirm_token: token });
  };
  expect((await remove("before")).text).toMatch(/^UNAVAILABLE.*is still there/);
  const { data } = await on.neon.api.listProjectBranches({ projectId: project });
  expect(data.branches[0]?.protected).toBe(true);
  expect((await remove("after")).isError).toBe(false);
  expect(await names()).toEqual(["local"]);
});

test("a person who is asked and declines keeps it", async () => {
  const project = await make("kept");
  await using server = serveNeon(on.neon, FLAGS);
  const questions: string[] = [];
  const answers = ["decline", "accept"] as const;
  await using client = await connect(server.config, {
    answer: (message) => {
      const action = answers[questions.push(message) - 1] ?? "decline";
      return action === "accept" ? { action, content: { confirm: true } } : { action };
    },
  });
  const remove = () => client.callTool({ name: "delete_project", arguments: { project } });
  const declined = await remove();
  expect(declined.isError, textOf(declined)).toBe(true);
  expect(await names()).toContain("kept");
  const deleted = await remove();
  expect(deleted.isError ?? false, textOf(deleted)).toBe(false);
  expect(questions[1]).toContain("Delete project `kept`");
  expect(await names()).toEqual(["local"]);
});
