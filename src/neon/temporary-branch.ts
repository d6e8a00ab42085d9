import { setTimeout as sleep } from "node:timers/promises";
import type { Branch, ComputeSize, Endpoint, Moment, Neon, Progress } from "../core/neon.ts";
import { Recent } from "../core/recent.ts";
import { isRunning, machineName } from "./machine.ts";
import { ownName } from "./names.ts";
import type { Log } from "./requests.ts";

export interface TemporaryRequest {
  /** What it is for, in letters and digits: it is part of the name. */
  readonly purpose: string;
  readonly parent: Branch;
  readonly at?: Moment | undefined;
  readonly kind?: "data" | "schema_only";
  readonly compute?: ComputeSize | "none";
  /** When it goes by itself, should it not be removed before; default two hours. */
  readonly lifetimeMs?: number;
}

/** A branch that is removed by disposing of it. What cannot be removed then expires. */
export interface TemporaryBranch extends AsyncDisposable {
  readonly branch: Branch;
  readonly endpoint?: Endpoint;
}

export interface TemporaryBranches extends AsyncDisposable {
  /** The first one in a project also removes what ended processes of this machine left there. */
  create(request: TemporaryRequest, call: Progress): Promise<TemporaryBranch>;
  /** Removes the branch when the work is done, has failed or was cancelled. */
  use<T>(
    request: TemporaryRequest,
    call: Progress,
    work: (made: TemporaryBranch) => Promise<T>,
  ): Promise<T>;
  /** Removes those of this machine whose process has ended; returns their names. Never touches others. */
  sweep(projectId: string, signal: AbortSignal): Promise<readonly string[]>;
}

const PREFIX = "neon-dba";
/** In which it is remembered that leftovers were removed. */
const PROJECTS = 200;
const LIFETIME_MS = 2 * 3_600_000;
const REMOVAL_MS = 60_000;

/** Disposing of it removes all that are left. */
export function createTemporaryBranches(neon: Neon, log: Log): TemporaryBranches {
  const live = new Set<TemporaryBranch>();
  const swept = new Recent<string, Promise<unknown>>(PROJECTS);

  const remove = async (
    branch: Branch,
    signal = AbortSignal.timeout(REMOVAL_MS),
  ): Promise<boolean> => {
    try {
      await neon.deleteBranch(branch, { signal, progress: () => {} });
      return true;
    } catch (error) {
      log("warn", `branch ${branch.name} could not be removed; it expires`, {
        expiresAt: branch.expiresAt,
        reason: String(error),
      });
      return false;
    }
  };

  const sweep: TemporaryBranches["sweep"] = async (projectId, signal) => {
    const leftovers = (await neon.branches(projectId, signal)).filter(({ name }) =>
      isLeftover(name),
    );
    const removed = await Promise.all(leftovers.map((branch) => remove(branch, signal)));
    return leftovers.filter((_, index) => removed[index]).map(({ name }) => name);
  };

  const sweepOnce = (projectId: string): Promise<unknown> => {
    const begun =
      swept.get(projectId) ??
      // what it does not remove expires, and is no reason to fail
      sweep(projectId, AbortSignal.timeout(REMOVAL_MS)).catch((error: unknown) =>
        log("warn", "leftover branches could not be looked for", { reason: String(error) }),
      );
    swept.set(projectId, begun);
    return begun;
  };

  const create: TemporaryBranches["create"] = async (request, call) => {
    // before, because a project has room for few branches; but nobody waits long for it
    await Promise.race([
      sweepOnce(request.parent.project.id),
      sleep(SWEEP_WAIT_MS, undefined, { ref: false }),
    ]);
    const made = await neon.createBranch(
      {
        name: temporaryName(request.purpose),
        parent: request.parent,
        at: request.at,
        kind: request.kind ?? "data",
        compute: request.compute,
        expiresAt: new Date(Date.now() + (request.lifetimeMs ?? LIFETIME_MS)),
      },
      call,
    );
    const temporary: TemporaryBranch = {
      ...made,
      async [Symbol.asyncDispose]() {
        if (live.delete(temporary)) await remove(made.branch);
      },
    };
    live.add(temporary);
    return temporary;
  };

  return {
    create,
    async use(request, call, work) {
      const made = await create(request, call);
      try {
        return await work(made);
      } finally {
        await made[Symbol.asyncDispose]();
      }
    },
    sweep,
    async [Symbol.asyncDispose]() {
      await Promise.all(Array.from(live, (each) => each[Symbol.asyncDispose]()));
    },
  };
}

const SWEEP_WAIT_MS = 10_000;

/** `neon-dba-rehearsal-laptop3f2a91c4-4711-9b0e12`. */
const temporaryName = (purpose: string): string =>
  ownName(
    `${PREFIX}-${purpose.replaceAll(/[^A-Za-z0-9]/g, "")}-${machineName()}-${process.pid}`,
    6,
  );

function isLeftover(name: string): boolean {
  const [, machine, pid] = /^neon-dba-[A-Za-z0-9]*-([a-z0-9]+)-(\d+)-[0-9a-f]{6}$/.exec(name) ?? [];
  return machine === machineName() && !isRunning(Number(pid));
}
