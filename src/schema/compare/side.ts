import type { Deps, Shadow, TemporaryBranch } from "../../core/deps.ts";
import { identifier } from "../../core/identifier.ts";
import type { Moment } from "../../core/neon.ts";
import type { Session } from "../../core/session.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { loadDdl, parseDdl, saysNothing, type Skipped } from "../load-ddl.ts";
import { readSchema, type DatabaseSchema } from "../read-schema.ts";
import type { DatabaseRequest, FolderRequest, SideRequest } from "./request.ts";

/** A schema as it was read, and what it was read from for as long as the comparison takes. */
export interface Side extends AsyncDisposable {
  /** `branch dev`, `folder migrations`. */
  readonly name: string;
  readonly schema: DatabaseSchema;
  readonly target?: Target;
  /** What of a text or a folder did not succeed. */
  readonly skipped: readonly Skipped[];
  /** Where a text was loaded; a database's schema has yet to be copied. */
  readonly shadow?: Shadow;
  /** Where there are rows. */
  readonly session?: Session;
}

/** What other domains know of sides. */
export interface Sources {
  /** Without the ledgers that are kept in a database, also those of migration tools where the other side is a text. */
  own(catalog: Catalog, besideText: boolean): Catalog;
  /** Throws INVALID_INPUT for what is neither a time nor an LSN. */
  moment(text: string): Promise<Moment>;
  /** A branch of the snapshot's data for the time of the call. */
  snapshot(target: TargetInput, snapshot: string): Promise<TemporaryBranch>;
  /** Runs the migrations of a folder on an empty database. */
  load(request: FolderRequest, shadow: Shadow): Promise<readonly Skipped[]>;
}

export interface Surroundings {
  readonly deps: Pick<Deps, "session" | "shadow" | "temporaryBranch">;
  readonly call: Call;
  readonly sources: Sources;
}

/** Opens one side. Errors: those of sessions, shadows and branches, and of what is read. */
export function openSide(request: SideRequest, around: Surroundings): Promise<Side> {
  return request.kind === "database" ? openDatabase(request, around) : openText(request, around);
}

async function openDatabase(request: DatabaseRequest, around: Surroundings): Promise<Side> {
  const { deps, call } = around;
  const { target, at, snapshot } = request;
  const branch = await temporaryOf(request, around);
  try {
    const session = await deps.session({
      target: branch?.target ?? target,
      intent: "read",
      connection: "direct",
      signal: call.signal,
    });
    try {
      const where = target.branch ?? session.target.branch ?? session.target.database;
      return {
        name: `${session.target.branch === undefined ? "database" : "branch"} ${identifier(where)}${momentOf(at, snapshot)}`,
        schema: await readSchema(session),
        target: session.target,
        skipped: [],
        session,
        async [Symbol.asyncDispose]() {
          await session[Symbol.asyncDispose]();
          await branch?.[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    await branch?.[Symbol.asyncDispose]();
    throw error;
  }
}

function momentOf(at: string | undefined, snapshot: string | undefined): string {
  if (snapshot !== undefined) return ` of snapshot ${identifier(snapshot)}`;
  return at === undefined ? "" : ` at ${identifier(at)}`;
}

async function temporaryOf(
  request: DatabaseRequest,
  { deps, call, sources }: Surroundings,
): Promise<TemporaryBranch | undefined> {
  const { target, at, snapshot } = request;
  if (snapshot !== undefined) return sources.snapshot(target, snapshot);
  if (at === undefined) return undefined;
  const moment = await sources.moment(at);
  return deps.temporaryBranch({ target, purpose: "compare", at: moment }, call);
}

async function openText(
  request: Exclude<SideRequest, DatabaseRequest>,
  { deps, call, sources }: Surroundings,
): Promise<Side> {
  if (request.kind !== "folder" && !saysNothing(request.ddl)) await parseDdl(request.ddl);
  const shadow = await deps.shadow(call.signal);
  try {
    const skipped =
      request.kind === "folder"
        ? await sources.load(request, shadow)
        : await loadText(shadow, request.ddl, call.signal);
    return {
      name: request.kind === "folder" ? `folder ${identifier(request.folder)}` : "DDL",
      schema: await readSchema(shadow.session),
      skipped,
      shadow,
      [Symbol.asyncDispose]: () => shadow[Symbol.asyncDispose](),
    };
  } catch (error) {
    await shadow[Symbol.asyncDispose]();
    throw error;
  }
}

/** A schema without anything in it is one, too. */
async function loadText(
  shadow: Shadow,
  ddl: string,
  signal: AbortSignal,
): Promise<readonly Skipped[]> {
  return saysNothing(ddl)
    ? []
    : (await loadDdl(shadow.session, ddl, signal, async (roles) => shadow.adopt?.(roles))).skipped;
}
