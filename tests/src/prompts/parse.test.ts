import { expect, test } from "vitest";
import { parsePrompt } from "../../../src/prompts/parse.ts";

const file = "prompts/personas/someone.md";
const parse = (front: string, body = "Do {{task}}.\n") =>
  parsePrompt(file, `---\n${front}\n---\n${body}`);

const whole = `title: Someone
description: Does something.
arguments:
  - name: task
    description: What.
    required: true
  - name: branch
    description: Where.
tools: [run_sql]`;

test("a prompt is called as its file is", () => {
  expect(parse(whole, "\nDo {{task}}.\n\n---\n\nThen rest.\n")).toEqual({
    name: "someone",
    title: "Someone",
    description: "Does something.",
    arguments: [
      { name: "task", description: "What.", required: true },
      { name: "branch", description: "Where.", required: false },
    ],
    tools: ["run_sql"],
    body: "Do {{task}}.\n\n---\n\nThen rest.",
  });
});

test("an argument may have values to be completed from", () => {
  const front = whole.replace(
    "description: Where.",
    "description: Where.\n    values: [main, dev]",
  );
  expect(parse(front).arguments[1]).toEqual({
    name: "branch",
    description: "Where.",
    required: false,
    values: ["main", "dev"],
  });
});

test.each([
  ["without frontmatter", "Do it.", `${file}:1: a prompt begins with its frontmatter`],
  ["with frontmatter that does not end", `---\n${whole}\n`, `${file}:1: a prompt begins`],
])("a file %s is refused", (_, text, message) => {
  expect(() => parsePrompt(file, text)).toThrow(message);
});

test.each([
  ["an unknown key", `${whole}\nmodel: sonnet`, `${file}:2: Unrecognized key: "model"`],
  [
    "an unknown key of an argument",
    whole.replace("required: true", "default: x"),
    `${file}:5: arguments.0: Unrecognized key: "default"`,
  ],
  ["a wrong type", whole.replace("[run_sql]", "run_sql"), `${file}:10: tools: Invalid input`],
  ["no tools", whole.replace("[run_sql]", "[]"), `${file}:10: tools: Too small`],
  ["no title", whole.replace("title: Someone\n", ""), `${file}:2: title: Invalid input`],
  [
    "an argument completed from nothing",
    whole.replace("description: Where.", "description: Where.\n    values: []"),
    `${file}:10: arguments.1.values: Too small`,
  ],
  [
    "an argument completed from more than a client is told",
    whole.replace(
      "description: Where.",
      `description: Where.\n    values: [${Array.from({ length: 101 }, (_, n) => `v${n}`).join(", ")}]`,
    ),
    `${file}:10: arguments.1.values: Too big`,
  ],
  [
    "a name that no placeholder can have",
    whole.replace("name: branch", "name: the branch"),
    `${file}:8: arguments.1.name: a name is letters`,
  ],
  ["YAML that is none", whole.replace("[run_sql]", "[run_sql"), `${file}:1`],
  ["a key twice", `${whole}\ntitle: Again`, `${file}:11: Map keys must be unique`],
])("%s is refused with file and line", (_, front, message) => {
  expect(() => parse(front)).toThrow(message);
});
