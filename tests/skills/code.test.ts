import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse as parseToml } from "smol-toml";
import { parseDocument } from "yaml";
import { expect, test } from "vitest";
import { readLintArguments } from "../../src/cli/lint/arguments.ts";
import { readConfig } from "../../src/config.ts";
import { toolsets } from "../../tools/index.ts";
import type { Tool } from "../../src/core/tool.ts";
import { typeFaults } from "../helpers/type-check.ts";
import { actions } from "./actions.ts";
import { blocks } from "./blocks.ts";

const root = resolve(import.meta.dirname, "../..");
const tools = Object.values(toolsets).flatMap((set): readonly Tool[] => set.tools);
const of = (language: string) => blocks.filter((block) => block.language === language);

test.for(of("json"))("$at is JSON", ({ text }) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test.for(of("toml"))("$at is TOML", ({ text }) => {
  expect(() => parseToml(text)).not.toThrow();
});

test.for(of("yaml"))("$at is YAML, and its actions take what they are given", ({ text }) => {
  const document = parseDocument(text, { strict: true });
  expect(document.errors).toEqual([]);
  const { jobs = {} } = document.toJS() as { jobs?: Record<string, { steps: Step[] }> };
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  for (const { uses, with: given = {} } of steps) {
    if (uses === undefined) continue;
    const action = actions[uses];
    if (action === undefined) throw new Error(`${uses} is not in tests/skills/actions.ts`);
    expect(Object.keys(given).filter((input) => !action.inputs.includes(input))).toEqual([]);
    expect(action.required.filter((input) => given[input] === undefined)).toEqual([]);
  }
  for (const [, id = "", output = ""] of text.matchAll(/steps\.([\w-]+)\.outputs\.(\w+)/g)) {
    const { uses = "", run = "" } = steps.find((step) => step.id === id) ?? {};
    const outputs =
      actions[uses]?.outputs ?? Array.from(run.matchAll(/"(\w+)=/g), ([, name]) => name);
    expect(outputs, `steps.${id}.outputs.${output}`).toContain(output);
  }
  for (const { run } of steps)
    if (run !== undefined) checkShell(run.replaceAll(/\$\{\{.*?\}\}/g, "x"));
});

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

test.for(of("sh"))("$at is a shell's, and what it asks of neon-dba is there", ({ text }) => {
  expect(() => checkShell(text)).not.toThrow();
});

function checkShell(text: string): void {
  execFileSync("sh", ["-n"], { input: text });
  const commands = text.replaceAll("\\\n", " ").matchAll(/^\s*(?:npx -y )?neon-dba ?(.*)$/gm);
  for (const [line, rest = ""] of commands) checkCommand(wordsOf(rest), line);
}

/** As a shell without variables splits them. */
const wordsOf = (line: string): string[] =>
  Array.from(
    line.replace(/\s[|>#].*$/, "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );

/** By the code that reads it. */
function checkCommand([command, ...rest]: readonly string[], line: string): void {
  if (command === "call") {
    const [name, json = "{}", ...flags] = rest;
    const tool = tools.find((each) => each.name === name);
    const parsed = tool?.input.strict().safeParse(JSON.parse(json.startsWith("-") ? "{}" : json));
    expect(parsed?.success, `${line}: ${String(parsed?.error)}`).toBe(true);
    readConfig(json.startsWith("-") ? [json, ...flags] : flags, {});
  } else if (command === "lint") readConfig(readLintArguments(rest).rest, {});
  else if (command === "doctor") readConfig(rest, {});
  else readConfig(command === undefined ? [] : [command, ...rest], {});
}

/** Packages that this suite has; blocks that import others are checked in tests/stacks/skills.test.ts. */
const { dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
) as Record<"dependencies" | "devDependencies", Record<string, string>>;
const ours = Object.keys({ ...dependencies, ...devDependencies });

test("the TypeScript passes the strictest compiler", () => {
  const typescript = of("typescript").filter(({ flags }) => !flags.has("stack"));
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-skills-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [index, { text, at }] of typescript.entries()) {
    const imports = Array.from(text.matchAll(/from "([^."][^"]*)"/g), ([, name = ""]) => name);
    for (const name of imports)
      expect(
        [...ours, "node:"].some((own) => name.startsWith(own)),
        `${at}: ${name}; flag it stack=NAME`,
      ).toBe(true);
    mkdirSync(join(folder, String(index)));
    writeFileSync(join(folder, String(index), "block.ts"), `// ${at}\n${text}export {};\n`);
  }
  const said = typeFaults(folder);
  rmSync(folder, { recursive: true });
  expect(typescript.length).toBeGreaterThan(0);
  expect(said).toBe("");
});
