import { expect, test } from "vitest";
import { openState, sealState } from "../../../src/mcp/request-state.ts";
import { serverConfig } from "../../helpers/server-config.ts";

test("a state comes back as it was sealed", async () => {
  const seal = serverConfig([]);
  for (const state of ["token", "with.points.in.it", ""])
    expect(await openState(seal, await sealState(seal, state))).toBe(state);
});

test("a state that was changed, cut, made up or is another caller's is refused", async () => {
  const seal = serverConfig([]);
  const sealed = await sealState(seal, "agreed");
  const other = { ...seal, principal: "someone else" };
  for (const [from, state] of [
    [seal, sealed.replace("agreed", "Agreed")],
    [seal, `${sealed}-TAMPERED`],
    [seal, sealed.slice(0, -1)],
    [seal, "agreed"],
    [seal, ""],
    [seal, "."],
    [other, sealed],
    [serverConfig([]), sealed],
  ] as const)
    await expect(openState(from, state)).rejects.toThrow("not from here");
});
