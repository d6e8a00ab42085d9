import type { Session } from "../core/session.ts";
import type { Target } from "../core/target.ts";
import type { Twin, TwinRequest } from "../core/twin.ts";
import { buildTwin } from "./build.ts";
import type { BuiltTwin } from "./build.ts";
import { readSchemaKey } from "./original.ts";
import type { CreatePlace } from "./place.ts";
import { refreshTwin } from "./refresh.ts";
import { openTwin } from "./twin.ts";

/** Twins of a process: those that nobody uses are kept for the next caller for a while. */
export interface Twins {
  open(request: TwinRequest): Promise<Twin>;
  /** Drops those that are kept. */
  close(): Promise<void>;
}

export interface TwinsOptions {
  readonly original: (request: TwinRequest) => Promise<Session>;
  readonly createPlace: CreatePlace;
  /** How many are kept; default 3. */
  readonly most?: number;
  /** How long without use; default five minutes. */
  readonly idleMs?: number;
}

interface Kept {
  readonly key: string;
  readonly built: BuiltTwin;
  readonly timer: NodeJS.Timeout;
}

/**
 * A caller who finds the twin of the target in use gets another one: building one takes less time than an index advisor does. Of a kept
 * one that much is renewed as has changed on the original: all where its schema has.
 */
export function createTwins(options: TwinsOptions): Twins {
  const { original, createPlace, most = 3, idleMs = 300_000 } = options;
  const kept: Kept[] = [];
  const inUse = new Set<BuiltTwin>();
  let closed = false;

  const take = (key: string): BuiltTwin | undefined => {
    const at = kept.findIndex((entry) => entry.key === key);
    const [found] = at < 0 ? [] : kept.splice(at, 1);
    clearTimeout(found?.timer);
    return found?.built;
  };
  const drop = async ({ place }: BuiltTwin): Promise<void> => {
    // What cannot be dropped now is swept by whoever makes the next database.
    await Promise.resolve(place[Symbol.asyncDispose]()).catch(() => {});
  };
  const keep = async (built: BuiltTwin): Promise<void> => {
    if (closed || built.place.lost) return drop(built);
    const key = keyOf(built.target);
    const timer = setTimeout(() => void expire(built), idleMs).unref();
    built.place.hold(false);
    kept.push({ key, built, timer });
    const [oldest] = kept.length > most ? kept.splice(0, 1) : [];
    clearTimeout(oldest?.timer);
    if (oldest !== undefined) await drop(oldest.built);
  };
  const expire = async (built: BuiltTwin): Promise<void> => {
    const at = kept.findIndex((entry) => entry.built === built);
    if (at >= 0) kept.splice(at, 1);
    await drop(built);
  };
  /** A kept twin as the original is now; undefined where there is none, or it is of another schema. */
  const renew = async (session: Session, signal: AbortSignal): Promise<BuiltTwin | undefined> => {
    const found = take(keyOf(session.target));
    if (found === undefined) return undefined;
    found.place.hold(true);
    try {
      if (!found.place.lost && (await readSchemaKey(session)) === found.schemaKey)
        return await refreshTwin(found, session, signal);
    } catch (error) {
      await drop(found);
      if (!found.place.lost) throw error;
      return undefined;
    }
    await drop(found);
    return undefined;
  };

  return {
    async open(request) {
      const { of, signal } = request;
      if (of !== undefined) {
        const built = await buildTwin(of, createPlace, signal);
        inUse.add(built);
        return openTwin(built, signal, async (returned) => {
          inUse.delete(returned);
          await drop(returned);
        });
      }
      await using session = await original(request);
      const built =
        (await renew(session, signal)) ?? (await buildTwin(session, createPlace, signal));
      inUse.add(built);
      return openTwin(built, signal, async (returned, clean) => {
        inUse.delete(built);
        await (clean ? keep(returned) : drop(returned));
      });
    },
    async close() {
      closed = true;
      const all = [...kept.splice(0), ...[...inUse].map((built) => ({ built, timer: undefined }))];
      for (const { timer } of all) clearTimeout(timer);
      await Promise.all(all.map(({ built }) => drop(built)));
    },
  };
}

/** Statistics are those that the role may see, and settings are the role's. */
const keyOf = (target: Target): string =>
  JSON.stringify([target.deployment, target.project, target.branch, target.database, target.role]);
