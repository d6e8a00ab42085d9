import { bytesText } from "../core/bytes.ts";
import { identifier } from "../core/identifier.ts";
import type { SnapshotDetails } from "../core/manage/snapshots.ts";
import { planFor } from "../core/plan.ts";
import { chooseSnapshot } from "./choose.ts";
import { roomLeft } from "./list.ts";
import type { Given, Managed } from "./request.ts";

/** Deletes a snapshot after saying what goes with it, and whether that moment can still be had otherwise. */
export async function deleteSnapshot(given: Given): Promise<Managed> {
  const { project, neon, call } = given;
  const { snapshot, all } = await chooseSnapshot(given);
  const branches = new Map(
    (await neon.branches(project.id, call.signal)).map(({ id, name }) => [id, name]),
  );
  const rest = all.filter(({ id }) => id !== snapshot.id);
  const source = snapshot.sourceBranchId ?? "";
  const last = rest.every(({ sourceBranchId }) => sourceBranchId !== snapshot.sourceBranchId);
  await call.confirm({
    summary: [
      `Delete snapshot \`${identifier(snapshot.name)}\` of ${branches.has(source) ? `branch \`${identifier(branches.get(source) ?? "")}\`` : "a branch that is gone"}, made ${snapshot.createdAt}${snapshot.bytes === undefined ? "" : ` (${bytesText(snapshot.bytes)})`}.`,
      // of a branch that is gone, the history went with it
      otherwise(snapshot, branches.has(source) ? project.historySeconds : 0),
      last ? "It is the last one of that branch." : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    plan: { snapshot: snapshot.id, last },
  });
  await neon.manage.snapshots.delete(project, snapshot, call);
  const plan = await planFor(neon, project.id, call.signal);
  return { snapshots: [snapshot], branches, plan, left: roomLeft(rest, plan) };
}

/** The branch's own history reaches back so far; what was written before it is only in the snapshot. */
function otherwise({ createdAt }: SnapshotDetails, historySeconds: number): string {
  const until = Date.parse(createdAt) + historySeconds * 1000;
  return until > Date.now()
    ? `Until ${new Date(until).toISOString()} restore_branch still reaches that time; then what it holds is lost.`
    : "What it holds is lost: no branch's history reaches that time.";
}
