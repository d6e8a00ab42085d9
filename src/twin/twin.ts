import type { Session } from "../core/session.ts";
import type { Twin, TwinRelation } from "../core/twin.ts";
import type { BuiltTwin } from "./build.ts";
import type { Hands } from "./hands.ts";
import { prepareBuilder } from "./hypothetical/create.ts";
import { HypotheticalIndexes } from "./hypothetical/indexes.ts";
import { Scale } from "./scale.ts";
import { applySettings } from "./settings.ts";

const PAGE = 8192;

/** Gives a built twin to one caller. `giveBack` is called once, after everything that the caller did has been undone, or with the error. */
export async function openTwin(
  built: BuiltTwin,
  signal: AbortSignal,
  giveBack: (twin: BuiltTwin, clean: boolean) => Promise<void>,
): Promise<Twin> {
  const { place, target, statistics } = built;
  const sessions: Session[] = [];
  const own = async (opening: Promise<Session>): Promise<Session> => {
    const session = await opening;
    sessions.push(session);
    return session;
  };
  const planning = async (): Promise<Session> => {
    const session = await own(place.owner(signal));
    await applySettings(session, statistics.settings);
    return session;
  };
  const building = async (): Promise<Session> => {
    const session = await planning();
    await prepareBuilder(session);
    return session;
  };
  const close = async (): Promise<void> => {
    for (const session of sessions.splice(0)) await session[Symbol.asyncDispose]();
  };
  try {
    let builder: Promise<Session> | undefined;
    const hands: Hands = {
      directory: place.directory,
      session: await planning(),
      superuser: await own(place.superuser(signal)),
      builder: () => (builder ??= building()),
    };
    const indexes = new HypotheticalIndexes(hands, built.relations);
    const scale = new Scale(hands, built, indexes);
    let given = false;
    let sound = true;
    /** What stops in the middle leaves what nobody knows of: such a twin is not given to anybody else. */
    const whole = async <T>(work: Promise<T>): Promise<T> => {
      sound = false;
      const result = await work;
      sound = true;
      return result;
    };
    return {
      target,
      session: hands.session,
      missing: built.missing,
      get relations() {
        return relationsOf(scale);
      },
      createIndexes: (statements) => whole(indexes.create(statements, scale.sizes())),
      dropIndexes: (names) => whole(indexes.drop(names)),
      show: (names, hidden = []) => indexes.show(names, hidden),
      scale: (factor, tables) => whole(scale.set(factor, tables)),
      async [Symbol.asyncDispose]() {
        if (given) return;
        given = true;
        const clean = sound && !signal.aborted && (await undo(indexes, scale));
        await close();
        await giveBack(built, clean);
      },
    };
  } catch (error) {
    await close();
    await giveBack(built, false);
    throw error;
  }
}

async function undo(indexes: HypotheticalIndexes, scale: Scale): Promise<boolean> {
  try {
    await indexes.drop(indexes.names());
    await indexes.show([], []);
    await scale.set(1);
    return true;
  } catch {
    return false;
  }
}

function relationsOf(scale: Scale): TwinRelation[] {
  return scale.statistics.relations
    .filter(({ kind }) => ["r", "p", "m"].includes(kind))
    .map(({ schema, name, kind, reltuples, pages }) => ({
      schema,
      name,
      kind,
      rows: Math.max(0, reltuples),
      bytes: pages * PAGE,
    }));
}
