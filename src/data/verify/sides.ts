import type { Deps, TemporaryBranch } from "../../core/deps.ts";
import { identifier } from "../../core/identifier.ts";
import type { Moment, Progress } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import { closeAll, openAll, type Sessions } from "../sessions.ts";
import type { SourceRequest } from "./request.ts";

/** One of the two databases, with the sessions that read it. */
export interface Side extends AsyncDisposable {
  /** `branch dev`, `the Postgres of HEROKU_URL`. */
  readonly name: string;
  readonly sessions: Sessions;
}

/** What other domains know of sides. */
export interface Moments {
  /** Throws INVALID_INPUT for what is neither a time nor an LSN. */
  moment(text: string): Promise<Moment>;
  /** A branch of the snapshot's data for the time of the call. */
  snapshot(target: TargetInput, snapshot: string): Promise<TemporaryBranch>;
}

export interface Around {
  readonly deps: Pick<Deps, "session" | "external" | "temporaryBranch">;
  readonly call: Progress;
  readonly moments: Moments;
  /** Sessions for each side; both may be of one database, which is found when each has one. */
  readonly width: number;
  /** Looks at the first session before there are more. */
  readonly accept?: (session: Session) => void;
}

/** Opens the side that a request names. Errors: those of sessions and of branches. */
export async function openSide(request: SourceRequest, around: Around): Promise<Side> {
  const { deps, call, width, accept } = around;
  const { signal } = call;
  if (request.kind === "variable") {
    const { variable, database } = request;
    const open = (): Promise<Session> =>
      deps.external({ variable, database, atOnce: 2 * width, signal });
    return sideOf(`the Postgres of ${identifier(variable)}`, await openAll(open, width, accept));
  }
  const branch = await temporaryOf(request, around);
  try {
    const target = branch?.target ?? request.target;
    const open = (): Promise<Session> =>
      deps.session({ target, intent: "read", connection: "direct", atOnce: 2 * width, signal });
    const sessions = await openAll(open, width, accept);
    const found = sessions[0].target;
    const where = request.target.branch ?? found.branch ?? found.database;
    const kind = found.branch === undefined ? "database" : "branch";
    return sideOf(`${kind} ${identifier(where)}${momentOf(request)}`, sessions, branch);
  } catch (error) {
    await branch?.[Symbol.asyncDispose]();
    throw error;
  }
}

type Here = Extract<SourceRequest, { kind: "target" }>;

function momentOf({ at, snapshot }: Here): string {
  if (snapshot !== undefined) return ` of snapshot ${identifier(snapshot)}`;
  return at === undefined ? "" : ` at ${identifier(at)}`;
}

async function temporaryOf(
  { target, at, snapshot }: Here,
  { deps, call, moments }: Around,
): Promise<TemporaryBranch | undefined> {
  if (snapshot !== undefined) return moments.snapshot(target, snapshot);
  if (at === undefined) return undefined;
  return deps.temporaryBranch({ target, purpose: "verify", at: await moments.moment(at) }, call);
}

const sideOf = (name: string, sessions: Sessions, branch?: TemporaryBranch): Side => ({
  name,
  sessions,
  async [Symbol.asyncDispose]() {
    await closeAll(sessions);
    await branch?.[Symbol.asyncDispose]();
  },
});
