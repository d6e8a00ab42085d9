import { ToolError } from "../core/errors.ts";
import type { Branch, Project } from "../core/neon.ts";
import { Recent } from "../core/recent.ts";
import { allPages, PAGE } from "./paging.ts";
import type { Requests } from "./requests.ts";
import { find, missing, quoted } from "./resolve.ts";
import { recordFrom, type BranchRecord } from "./shapes.ts";

type Owner = Pick<Project, "id" | "name">;

/** The branches of projects, remembered for a short time. */
export interface Branches {
  /** As they are now; the default one first, then by name. */
  all(project: Owner, signal: AbortSignal): Promise<readonly BranchRecord[]>;
  /** By name or id, from memory where it is fresh enough; without a name the default one. */
  remembered(
    project: Owner,
    wanted: string | undefined,
    signal: AbortSignal,
  ): Promise<BranchRecord>;
  /** As it is now: one request where it is known by id. */
  now(project: Owner, wanted: string | undefined, signal: AbortSignal): Promise<BranchRecord>;
  forget(projectId: string): void;
  forgetAll(): void;
}

/** By the id of the project. */
type Known = Recent<string, { readonly records: readonly BranchRecord[]; readonly at: number }>;

/** That are remembered. */
const PROJECTS = 100;

export function createBranches(requests: Requests, rememberMs: number): Branches {
  const known: Known = new Recent(PROJECTS);

  const all: Branches["all"] = async (project, signal) => {
    const branches = await list(requests, project, signal);
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    const records = branches
      .map((branch) => recordFrom(branch, project, (id) => names.get(id)))
      .toSorted((a, b) => order(a.branch, b.branch));
    known.set(project.id, { records, at: Date.now() });
    return records;
  };

  /** The names that were known last, however long ago: an id does not change. */
  const last = (project: Owner): readonly BranchRecord[] => known.get(project.id)?.records ?? [];

  return {
    all,
    async remembered(project, wanted, signal) {
      const memory = known.get(project.id);
      if (memory !== undefined && Date.now() - memory.at < rememberMs) {
        const found = pick(memory.records, wanted);
        if (found !== undefined) return found;
      }
      return required(await all(project, signal), wanted, project);
    },
    async now(project, wanted, signal) {
      const before = pick(last(project), wanted);
      const fresh =
        before === undefined
          ? undefined
          : await read(requests, before.branch, last(project), signal);
      // It may have been renamed, deleted, or be the default no more: then the name leads elsewhere.
      if (fresh !== undefined && pick([fresh], wanted) !== undefined) {
        replace(known, project.id, fresh);
        return fresh;
      }
      return required(await all(project, signal), wanted, project);
    },
    forget: (projectId) => known.delete(projectId),
    forgetAll: () => known.clear(),
  };
}

const pick = (records: readonly BranchRecord[], wanted: string | undefined) =>
  wanted === undefined
    ? records.find(({ branch }) => branch.isDefault)
    : find("branch", wanted, records, ({ branch }) => branch);

function required(
  records: readonly BranchRecord[],
  wanted: string | undefined,
  project: Owner,
): BranchRecord {
  const found = pick(records, wanted);
  if (found !== undefined) return found;
  const where = ` in project ${quoted(project.name)}`;
  if (wanted !== undefined)
    throw missing(
      "branch",
      wanted,
      records.map(({ branch }) => branch.name),
      where,
    );
  throw new ToolError(
    "NOT_FOUND",
    `There is no default branch${where}.`,
    "Name one as `branch`: `list_branches` shows them.",
  );
}

async function read(
  requests: Requests,
  branch: Branch,
  others: readonly BranchRecord[],
  signal: AbortSignal,
): Promise<BranchRecord | undefined> {
  try {
    const answer = await requests.read(
      { what: `look at branch ${quoted(branch.name)}`, signal },
      (client, params) => client.getProjectBranch(branch.project.id, branch.id, params),
    );
    const nameOf = (id: string) => others.find((other) => other.branch.id === id)?.branch.name;
    const parent = answer.branch.parent_id ?? "";
    // after a restore it has another parent, whose name only the list tells
    if (parent !== "" && nameOf(parent) === undefined) return undefined;
    return recordFrom(answer.branch, branch.project, nameOf);
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

function replace(known: Known, projectId: string, fresh: BranchRecord): void {
  const memory = known.get(projectId);
  if (memory === undefined) return;
  const records = memory.records.map((each) => (each.branch.id === fresh.branch.id ? fresh : each));
  known.set(projectId, { records, at: memory.at });
}

const list = (requests: Requests, project: Owner, signal: AbortSignal) =>
  allPages(async (cursor) => {
    const query = {
      projectId: project.id,
      limit: PAGE,
      // an order in which no page shifts while branches are made or used
      sort_by: "created_at" as const,
      sort_order: "asc" as const,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { branches, pagination } = await requests.read(
      { what: `list the branches of project ${quoted(project.name)}`, signal },
      (client, params) => client.listProjectBranches(query, params),
    );
    return { items: branches, next: pagination?.next };
  });

const order = (a: Branch, b: Branch): number =>
  Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1);
