import { bytesText } from "../core/bytes.ts";
import type { Deps } from "../core/deps.ts";
import { identifier } from "../core/identifier.ts";
import type { Branch, Project, Snapshot } from "../core/neon.ts";
import type { Call } from "../core/tool.ts";

export interface Deleted {
  readonly project: Project;
  readonly branches: readonly Branch[];
  readonly snapshots: readonly Snapshot[];
}

const NAMED = 10;

/** Deletes a project with everything in it, after a person has agreed to exactly what is in it now. */
export async function deleteProject(
  { project: name }: { readonly project: string },
  deps: Deps,
  call: Call,
): Promise<Deleted> {
  const neon = await deps.neon("write");
  const project = await neon.manage.projects.details(name, call.signal);
  const [branches, snapshots] = await Promise.all([
    neon.branches(project.id, call.signal),
    neon.snapshots(project.id, call.signal),
  ]);
  await call.confirm({
    summary: summaryOf({ project, branches, snapshots }),
    plan: {
      project: project.id,
      branches: branches.map(({ id }) => id).toSorted(),
      snapshots: snapshots.map(({ id }) => id).toSorted(),
    },
  });
  // Neon refuses while a branch is protected; what was lifted is put back when the deletion fails
  const guarded = branches.filter(({ isProtected }) => isProtected);
  for (const branch of guarded) await neon.updateBranch(branch, { protected: false }, call);
  try {
    call.progress(1, `Deleting project ${project.name}`, 2);
    await neon.manage.projects.delete(project, call);
  } catch (error) {
    const quiet = { signal: AbortSignal.timeout(30_000), progress: () => {} };
    for (const branch of guarded)
      await neon.updateBranch(branch, { protected: true }, quiet).catch(() => {});
    throw error;
  }
  return { project, branches, snapshots };
}

function summaryOf({ project, branches, snapshots }: Deleted): string {
  const bytes = branches.reduce((sum, branch) => sum + (branch.bytes ?? 0), 0);
  const named = branches.slice(0, NAMED).map(({ name, bytes: size, isProtected }) => {
    const words = [
      ...(isProtected ? ["protected"] : []),
      ...(size === undefined ? [] : [bytesText(size)]),
    ];
    return `\`${identifier(name)}\`${words.length === 0 ? "" : ` (${words.join(", ")})`}`;
  });
  const rest = branches.length > NAMED ? ` and ${branches.length - NAMED} more` : "";
  const kept = snapshots.length === 0 ? "" : `, ${count(snapshots.length, "snapshot")}`;
  return `Delete project \`${identifier(project.name)}\` (${project.id}): ${count(branches.length, "branch", "branches")} with ${bytesText(bytes)} of data${kept}, their computes, roles, databases and history. Connections are cut, and applications that use it fail. Branches: ${named.join(", ")}${rest}.`;
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
