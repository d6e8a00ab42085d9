import type { Address } from "./address.ts";
import type { Plans } from "./migration.ts";
import type { Branch, Moment, Neon, Progress } from "./neon.ts";
import type { Session } from "./session.ts";
import type { Connection, TargetInput } from "./target.ts";
import type { Twin, TwinRequest } from "./twin.ts";

/** How much the operator lets agents do: nothing but reading; writes away from guarded branches; everything. */
export type Access = "read" | "guarded" | "full";

export interface SessionRequest {
  readonly target?: TargetInput | undefined;
  /**
   * `write` is refused here, with the way on, where the operator or the branch forbids it. `apply` carries out a plan that passed its
   * rehearsal: it is refused only where the operator allows reading alone.
   */
  readonly intent: "read" | "write" | "apply";
  /** `direct` unless the work is application-like reading. */
  readonly connection?: Connection;
  /** Id of one of the branch's computes, a read replica for instance; default the read-write one. */
  readonly compute?: string;
  /** Nothing but a read or two by `query`, outside transactions: on a Neon no connection is opened for them where there is none. */
  readonly brief?: boolean;
  /** Sessions that the caller has open there at the same time, where they are more than the four that calls share. */
  readonly atOnce?: number;
  readonly signal: AbortSignal;
}

/** A throw-away database on the embedded Postgres; disposing of it drops it. Its session is that of the database's owner. */
export interface Shadow extends AsyncDisposable {
  readonly session: Session;
  /** Another session of the owner's on the same database, as a second application would have. */
  connect(): Promise<Session>;
  /** Lets the owner act as these roles, which another shadow on the same Postgres may have made: roles belong to all databases. */
  adopt?(roles: readonly string[]): Promise<void>;
}

export interface TemporaryRequest {
  readonly target?: TargetInput | undefined;
  /** What it is for, in letters and digits: it is part of the branch's name. */
  readonly purpose: string;
  /** Default: the present. */
  readonly at?: Moment | undefined;
}

/** A copy of a branch, data and all, that is removed by disposing of it. What cannot be removed then expires. */
export interface TemporaryBranch extends AsyncDisposable {
  readonly branch: Branch;
  /** The same database and role there. It is not guarded. */
  readonly target: TargetInput;
}

/** A Postgres beside the one that is served: the source of an import, the other side of a comparison. */
export interface ExternalRequest {
  /** The environment variable that holds its URL; no connection string travels in a call. */
  readonly variable: string;
  readonly database?: string | undefined;
  /** Sessions that the caller has open there at the same time, where they are more than four. */
  readonly atOnce?: number | undefined;
  readonly signal: AbortSignal;
}

/** All that a tool may reach. Tools destructure it, so that a signature shows what a tool touches. */
export interface Deps {
  readonly access: Access;
  /** Opens a session on a target; starts or wakes the compute where that is needed. */
  session(request: SessionRequest): Promise<Session>;
  /**
   * A session on the Postgres of an environment variable, whatever is served. Its password never shows. INVALID_INPUT where the variable
   * is missing or holds no Postgres URL. Tools read there; they change nothing.
   */
  external(request: ExternalRequest): Promise<Session>;
  /** How that Postgres is reached, password and all: for a subscription, whose own server connects there. It is in no result, error or log. */
  externalAddress(variable: string): Promise<Address>;
  /** How a target is reached, password and all: for trying the ways in. It is in no result, error or log. */
  address(request: Pick<SessionRequest, "target" | "connection" | "signal">): Promise<Address>;
  /**
   * The Neon that is served. Throws UNSUPPORTED where a database of DATABASE_URL is, and READ_ONLY where something would be changed and
   * the operator forbids that. It does not guard branches: tools that change them ask before they do.
   */
  neon(intent: "read" | "write"): Promise<Neon>;
  /** Branches off the target for the time of one call. Refused as changes are, and where there are no branches. */
  temporaryBranch(request: TemporaryRequest, call: Progress): Promise<TemporaryBranch>;
  /** Creates an empty shadow database. */
  shadow(signal: AbortSignal): Promise<Shadow>;
  /** The planner twin of a target as it is now: made in a second or three, or a kept one, of which only that is renewed that has changed. */
  twin(request: TwinRequest): Promise<Twin>;
  readonly plans: Plans;
  /** The operator lets results hold a new password (`--reveal-secrets`). */
  readonly revealSecrets: boolean;
  /** Absolute paths of the folders below which files may be read and written. */
  readonly files: readonly string[];
}
