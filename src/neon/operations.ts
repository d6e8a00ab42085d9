import type { Operation } from "@neondatabase/api-client";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Progress } from "../core/neon.ts";
import { sleep } from "./backoff.ts";
import type { Limits } from "./limits.ts";
import { tell } from "./progress.ts";
import type { Requests } from "./requests.ts";

export interface Operations {
  /** Returns when all are done; throws when one of them failed, or when it takes too long. */
  finish(operations: readonly Operation[], call: Progress): Promise<void>;
  /** The same for whatever is under way on a branch, or in the whole project: after a change whose answer was lost. */
  finishOf(projectId: string, branchId: string | undefined, call: Progress): Promise<void>;
}

const FIRST_POLL_MS = 100;
const LAST_POLL_MS = 1_000;
/** Operations of one change are few and new. */
const LOOK_BACK = 100;

export function createOperations(requests: Requests, limits: Limits): Operations {
  const finish: Operations["finish"] = async (operations, call) => {
    const start = Date.now();
    let pause = FIRST_POLL_MS;
    for (const [done, first] of operations.entries()) {
      let operation = first;
      while (!isFinished(operation)) {
        const waited = Date.now() - start;
        tell(call, doing(operation, done, operations.length));
        if (call.signal.aborted) throw interrupted(operation);
        if (waited > limits.operation) throw tooLong(operation, waited);
        await sleep(pause, call.signal);
        pause = Math.min(LAST_POLL_MS, pause * 1.2);
        operation = await refreshed(requests, operation, call);
      }
    }
  };
  return {
    finish,
    async finishOf(projectId, branchId, call) {
      const { operations } = await requests.read(
        { what: "list the operations", signal: call.signal, forChange: true },
        (client, params) => client.listProjectOperations({ projectId, limit: LOOK_BACK }, params),
      );
      const running = operations.filter(
        ({ branch_id: id, status }) =>
          (branchId === undefined || id === branchId) && PENDING.has(status),
      );
      await finish(running, call);
    },
  };
}

async function refreshed(
  requests: Requests,
  operation: Operation,
  call: Progress,
): Promise<Operation> {
  const { operation: now } = await requests
    .read(
      { what: `look at operation ${operation.id}`, signal: call.signal, forChange: true },
      (client, params) => client.getProjectOperation(operation.project_id, operation.id, params),
    )
    .catch((error: unknown) => {
      if (call.signal.aborted) throw interrupted(operation);
      throw error;
    });
  return now;
}

const PENDING: ReadonlySet<string> = new Set(["scheduling", "running", "cancelling"]);
const DONE: ReadonlySet<string> = new Set(["finished", "skipped"]);

function isFinished(operation: Operation): boolean {
  if (DONE.has(operation.status)) return true;
  if (PENDING.has(operation.status)) return false;
  throw new ToolError(
    "UNAVAILABLE",
    `Neon's operation ${named(operation)} ended as \`${identifier(operation.status)}\`.`,
    "Call again; when it fails again, give the operation's id to Neon's support.",
    operation.error === undefined ? {} : { quoted: operation.error },
  );
}

const named = ({ action, id }: Operation): string =>
  `\`${identifier(action)}\` (${identifier(id)})`;

function doing({ action, status }: Operation, done: number, total: number): string {
  const count = total > 1 ? ` (${done + 1} of ${total})` : "";
  return `Neon: ${identifier(action)} ${identifier(status)}${count}`;
}

const GOES_ON = "It goes on at Neon: look with `list_branches` for how it ended.";

const interrupted = (operation: Operation): ToolError =>
  new ToolError(
    "CANCELLED",
    `The call was cancelled during Neon's operation ${named(operation)}.`,
    GOES_ON,
  );

const tooLong = (operation: Operation, waited: number): ToolError =>
  new ToolError(
    "TIMEOUT",
    `Neon's operation ${named(operation)} is not done after ${Math.round(waited / 1000)} s.`,
    GOES_ON,
  );
