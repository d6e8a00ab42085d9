/** Which test runs or checks the blocks of a language; a block of any other may not be written. */
export const checkers = {
  sql: "tests/skills/run.test.ts",
  call: "tests/skills/run.test.ts",
  typescript: "tests/skills/code.test.ts",
  json: "tests/skills/code.test.ts",
  yaml: "tests/skills/code.test.ts",
  toml: "tests/skills/code.test.ts",
  sh: "tests/skills/code.test.ts",
  python: "tests/stacks/skills.test.ts",
  prisma: "tests/stacks/skills.test.ts",
} as const;
