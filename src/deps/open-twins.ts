import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import type { CreatePlace } from "../twin/place.ts";
import type { Twins } from "../twin/twins.ts";
import { createPool } from "./sessions.ts";
import type { Sessions } from "./sessions.ts";

/** Twins of whatever sessions can be opened on. Everything is loaded with the first. */
export async function openTwins(
  config: Config,
  embedded: () => Promise<Embedded>,
  sessions: Sessions,
  redact: Redactor,
): Promise<Twins> {
  const { createTwins } = await import("../twin/twins.ts");
  return createTwins({
    original: ({ target, signal }) =>
      sessions.open({ target, signal, intent: "read" }, { access: "read" }),
    createPlace: placesOn(config, embedded, redact),
  });
}

/** Roles of the original are not there, so reads are the owner's. */
function placesOn(
  config: Config,
  embedded: () => Promise<Embedded>,
  redact: Redactor,
): CreatePlace {
  const poolOf = (address: Address): ReturnType<typeof createPool> => {
    redact.add(address.password);
    const connectMs = 5_000;
    return createPool(
      { ...config, readRole: undefined },
      { deployment: "local", connectMs, address: async () => address },
    );
  };
  return async (sorting, signal) => {
    const twin = await (await embedded()).createTwin(sorting, signal);
    const owner = await poolOf(twin.address);
    const superuser = await poolOf(twin.superuser);
    return {
      directory: twin.directory,
      get lost() {
        return twin.lost;
      },
      owner: (call) => owner.open({ signal: call }),
      superuser: (call) => superuser.open({ signal: call }),
      hold: (held) => twin.hold(held),
      async [Symbol.asyncDispose]() {
        await owner.close();
        await superuser.close();
        await twin[Symbol.asyncDispose]();
      },
    };
  };
}
