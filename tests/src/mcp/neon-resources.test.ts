import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, eras } from "../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { serveLocal } from "../../helpers/served.ts";

let neon: LocalNeon;
beforeAll(async () => {
  neon = await localNeon();
});
afterAll(() => neon[Symbol.asyncDispose]());

describe.each(eras)("in the %s era", (era) => {
  test("projects and branches are listed and read", async () => {
    await using server = serveLocal(neon);
    await using client = await connect(server.config, { era });
    const { resources } = await client.listResources();
    const branches = resources.find(({ name }) => name === "Branches of local");
    expect(resources.map(({ uri }) => uri)).toContain("neon://projects");
    const read = async (uri: string): Promise<string> => {
      const [content] = (await client.readResource({ uri })).contents;
      return content !== undefined && "text" in content ? content.text : "";
    };
    expect(await read("neon://projects")).toMatch(/local {2}\S+, Postgres 18/);
    expect(await read(branches?.uri ?? "")).toContain("default");
    const schema = "neon://projects/local/branches/main/databases/neondb";
    expect(await read(schema)).toContain("neondb");
    expect(await read(`${schema}/roles/neondb_owner`)).toContain("neondb");
    await expect(read(`${schema}/roles/stranger`)).rejects.toThrow("stranger");
    await expect(read("neon://projects/nowhere/branches")).rejects.toThrow("NOT_FOUND");
  });

  test("project, branch and database complete, each by what was chosen before", async () => {
    await using server = serveLocal(neon);
    await using client = await connect(server.config, { era });
    const uri = "neon://projects/{project}/branches/{branch}/databases/{database}/roles/{role}";
    const complete = async (name: string, value: string, given: Record<string, string> = {}) =>
      (
        await client.complete({
          ref: { type: "ref/resource", uri },
          argument: { name, value },
          context: { arguments: given },
        })
      ).completion.values;
    expect(await complete("project", "lo")).toEqual(["local"]);
    expect(await complete("branch", "", { project: "local" })).toEqual(["main"]);
    expect(await complete("database", "neo", { project: "local", branch: "main" })).toEqual([
      "neondb",
    ]);
    expect(await complete("role", "neondb", { project: "local", branch: "main" })).toEqual([
      "neondb_owner",
    ]);
    expect(await complete("branch", "", { project: "nowhere" })).toEqual([]);
  });
});
