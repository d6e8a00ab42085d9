import { expect, test } from "vitest";
import type { Prompt } from "../../../src/prompts/prompt.ts";
import { faults, render } from "../../../src/prompts/render.ts";

const prompt: Prompt = {
  name: "someone",
  title: "Someone",
  description: "Does something.",
  arguments: [
    { name: "task", description: "What.", required: true },
    { name: "branch", description: "Where.", required: false },
  ],
  tools: ["run_sql", "create_branch"],
  body: "Do it.\n\n{{task}}\n\nBranch: {{branch}}\n\nThen rest.",
};
const served = ["run_sql", "create_branch", "list_branches"];

test("values take the place of their names", () => {
  expect(render(prompt, { task: "Sleep.", branch: "dev" }, served)).toBe(
    "Do it.\n\nSleep.\n\nBranch: dev\n\nThen rest.",
  );
});

test.each([[{}], [{ branch: "" }], [{ branch: "  " }]])(
  "a line with nothing to say is left out (%o)",
  (values) => {
    expect(render(prompt, { task: "Sleep.", ...values }, served)).toBe(
      "Do it.\n\nSleep.\n\nThen rest.",
    );
  },
);

test("a value is text, whatever it looks like", () => {
  const task = "$& {{branch}} $1\n\n\nand ---";
  expect(render(prompt, { task, branch: "dev" }, served)).toContain(`\n${task}\n`);
});

test("tools that are not served are named", () => {
  expect(render(prompt, { task: "Sleep." }, ["run_sql"])).toMatch(
    /Then rest\.\n\nThis server does not offer `create_branch`\. Where/,
  );
});

test.each([
  [{ task: "Sleep." }, []],
  [{ task: "Sleep.", branch: "" }, []],
  [{}, ["task is required: What."]],
  [{ task: " " }, ["task is required: What."]],
  [{ task: "Sleep.", brnch: "dev" }, ["there is no argument brnch; they are task, branch"]],
])("arguments %o: %o", (values, expected) => {
  expect(faults(prompt, values)).toEqual(expected);
});
