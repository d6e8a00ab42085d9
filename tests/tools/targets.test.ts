import { expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { toolsets } from "../../tools/index.ts";

const tools: readonly Tool[] = Object.values(toolsets).flatMap((set): readonly Tool[] => set.tools);
const withTarget = tools.filter(({ input }) => "target" in input.shape);

test("most tools act on a target", () => {
  expect(withTarget.length).toBeGreaterThan(12);
});

test.each(withTarget)(
  "$name refuses a target with a field that it does not know, and would not act on the default branch",
  ({ input }) => {
    const said = (target: unknown) =>
      input.safeParse({ target }).error?.issues.find(({ path }) => path[0] === "target");
    expect(said({ brnch: "dev" })).toMatchObject({ code: "unrecognized_keys", keys: ["brnch"] });
    expect(said("dev")).toBeDefined();
    expect(said({ project: "p", branch: "b", database: "d", role: "r" })).toBeUndefined();
  },
);
