import { type Prompt, type Values, placeholder } from "./prompt.ts";

/**
 * The text of a prompt. A line with an argument that was not given is left out, so that nothing empty is left to guess at.
 * Tools that the body speaks of and the server does not offer are named at the end: the work is the same without them, but
 * the steps that need them are the user's.
 */
export function render(prompt: Prompt, values: Values, served: readonly string[]): string {
  const lines = prompt.body
    .split("\n")
    .filter((line) =>
      Array.from(line.matchAll(placeholder)).every(([, name]) => given(values, name)),
    );
  const text = lines
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .replaceAll(placeholder, (_, name: string) => values[name]?.trim() ?? "")
    .trim();
  const missing = prompt.tools.filter((tool) => !served.includes(tool));
  return missing.length === 0 ? text : `${text}\n\n${absence(missing)}`;
}

/** What is wrong with the arguments of a call, one sentence for each fault. A blank value counts as none. */
export function faults(prompt: Prompt, values: Values): string[] {
  const names = prompt.arguments.map(({ name }) => name);
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  const absent = prompt.arguments.filter(({ name, required }) => required && !given(values, name));
  return [
    ...unknown.map(
      (name) => `there is no argument ${name.slice(0, 60)}; they are ${names.join(", ")}`,
    ),
    ...absent.map(({ name, description }) => `${name} is required: ${description}`),
  ];
}

const given = (values: Values, name = ""): boolean => (values[name] ?? "").trim() !== "";

const absence = (missing: readonly string[]): string =>
  `This server does not offer ${missing.map((tool) => `\`${tool}\``).join(", ")}. Where a step needs one of them, do not look for a way round: write down what it would do, with the SQL, and leave it to the user. The operator may serve more (\`--toolsets all\`, \`--access\`).`;
