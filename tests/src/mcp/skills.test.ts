import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SKILLS_EXTENSION_ID, SkillsClient } from "@modelcontextprotocol/client/ext/skills";
import { expect, test } from "vitest";
import { packageRoot } from "../../../src/prompts/find.ts";
import { connect, eras } from "../../helpers/client.ts";
import { serverConfig } from "../../helpers/server-config.ts";

const folder = join(packageRoot(), "prompts/skills");
const filesOf = (skill: string): string[] =>
  readdirSync(join(folder, skill), { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, skill, path)).isFile())
    .toSorted();
const skills = readdirSync(folder).toSorted();

test.each(eras)("%s: the skills are listed, read and proven to be the files", async (era) => {
  await using client = await connect(serverConfig([]), { era });
  expect(client.getServerCapabilities()?.extensions).toHaveProperty(SKILLS_EXTENSION_ID);
  const served = new SkillsClient(client);
  expect(served).toMatchObject({ supported: true, directoryRead: true });
  const { skills: entries } = await served.list();
  expect(entries.map(({ frontmatter: { name } }) => name)).toEqual(skills);
  for (const entry of entries) {
    const { name } = entry.frontmatter;
    for (const path of filesOf(name)) {
      // it verifies size and digest, and the frontmatter of SKILL.md
      const file = await served.read(entry, path);
      expect(file.verified).toBe(true);
      expect(Buffer.from(file.bytes).equals(readFileSync(join(folder, name, path)))).toBe(true);
    }
    expect((await served.get(entry.uri)).skill).toEqual(entry);
  }
});

test.each(eras)("%s: folders are read", async (era) => {
  await using client = await connect(serverConfig([]), { era });
  const served = new SkillsClient(client);
  for (const skill of skills) {
    const files = filesOf(skill);
    const { resources } = await served.readDirectory(`skill://${skill}`);
    expect(resources.map(({ name }) => name).toSorted()).toEqual(
      [...new Set(files.map((path) => path.replace(/\/.*/, "")))].toSorted(),
    );
    const inside = files.filter((path) => path.startsWith("references/"));
    if (inside.length === 0) continue;
    const { resources: references } = await served.readDirectory(`skill://${skill}/references`);
    expect(references.map(({ uri }) => uri).toSorted()).toEqual(
      inside.map((path) => `skill://${skill}/${path}`),
    );
  }
});

test.each(eras)("%s: who knows no skills finds them among the resources", async (era) => {
  await using client = await connect(serverConfig([]), { era });
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(skills.map((name) => `skill://${name}/SKILL.md`));
  for (const { uri, name, description = "", mimeType } of resources) {
    expect(mimeType).toBe("text/markdown");
    expect(description.length, name).toBeGreaterThan(20);
    expect(description.length, name).toBeLessThanOrEqual(160);
    const { contents } = await client.readResource({ uri });
    expect(contents).toMatchObject([
      { uri, mimeType, text: readFileSync(join(folder, name, "SKILL.md"), "utf8") },
    ]);
  }
});

test.each(eras)("%s: what is no file of a skill is not found", async (era) => {
  await using client = await connect(serverConfig([]), { era });
  const served = new SkillsClient(client);
  const [skill = ""] = skills;
  for (const uri of [
    `skill://${skill}/missing.md`,
    `skill://${skill}`,
    `skill://${skill}/../../../package.json`,
    `skill://${skill}/%2e%2e/%2e%2e/%2e%2e/package.json`,
    "skill://package.json",
  ])
    await expect(client.readResource({ uri }), uri).rejects.toThrow(/not found|Not found/);
  await expect(served.get("skill://nothing/SKILL.md")).rejects.toThrow("No skill is served");
  await expect(served.readDirectory("skill://nothing")).rejects.toThrow("not a directory");
});
