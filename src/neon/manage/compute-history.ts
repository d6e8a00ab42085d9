import type { Operation } from "@neondatabase/api-client";
import type { Compute, ComputeHistory } from "../../core/manage/computes.ts";
import type { Managing } from "../manage.ts";
import { quoted } from "../resolve.ts";

/** Neon's largest page; operations of all computes of the project are in one list, the newest first. */
const PAGE = 1_000;
const MOST_PAGES = 3;

interface Asked {
  readonly since: Date;
  readonly signal: AbortSignal;
}

const KINDS: Readonly<Record<string, "started" | "suspended">> = {
  start_compute: "started",
  suspend_compute: "suspended",
};

/** Reads back until `since`, or as far as a few pages go. */
export async function computeHistory(
  { requests }: Managing,
  compute: Compute,
  { since, signal }: Asked,
): Promise<ComputeHistory> {
  const projectId = compute.project.id;
  const all: Operation[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const what = `list the operations of project ${quoted(compute.project.name)}`;
    const { operations, pagination } = await requests.read({ what, signal }, (client, params) =>
      client.listProjectOperations(
        { projectId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        params,
      ),
    );
    all.push(...operations);
    cursor = operations.length < PAGE ? undefined : pagination?.cursor;
    if (cursor === undefined || isBefore(operations.at(-1), since)) break;
  }
  const last = all.at(-1);
  const isCut = cursor !== undefined && last !== undefined && !isBefore(last, since);
  return {
    since: isCut ? last.created_at : since.toISOString(),
    events: all
      .filter((one) => one.endpoint_id === compute.id && !isBefore(one, since))
      .flatMap(({ action, status, created_at: at }) => {
        const kind = KINDS[action];
        return kind === undefined || `${status}` !== "finished" ? [] : [{ kind, at }];
      })
      .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

const isBefore = (operation: Operation | undefined, since: Date): boolean =>
  operation !== undefined && Date.parse(operation.created_at) < since.getTime();
