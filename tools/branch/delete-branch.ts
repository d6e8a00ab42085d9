import * as z from "zod";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/branch/delete.ts"));

export const deleteBranch = defineTool({
  name: "delete_branch",
  title: "Delete a branch",
  description: "Delete a branch and those made of it.",
  effect: "destroy",
  input: z.object({
    branch: z.string(),
    project: z.string().optional(),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    deleted: z.array(z.object({ id: z.string(), name: z.string() })),
    duration_ms: z.number(),
  }),
  untrusted: ["deleted"],

  async run(input, deps, call) {
    const started = performance.now();
    const deleted = await (await implementation()).deleteBranch(input, deps, call);
    return {
      deleted: deleted.map(({ id, name }) => ({ id, name })),
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ deleted, duration_ms: ms }) {
    const names = deleted.map(({ name }) => identifier(name)).join(", ");
    return { head: `Deleted ${names} in ${ms} ms.` };
  },
});
