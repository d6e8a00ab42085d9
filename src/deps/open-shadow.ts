import type { Config } from "../config.ts";
import type { Shadow } from "../core/deps.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import { createPool } from "./sessions.ts";

/** Traffic that is rehearsed takes more of them than one application's pool does. */
const SESSIONS = 16;

/** An empty shadow database with a session of its owner's; disposing of it drops it, and ends the other sessions there. */
export async function openShadow(
  embedded: Embedded,
  config: Config,
  redact: Redactor,
  signal: AbortSignal,
): Promise<Shadow> {
  const shadow = await embedded.createShadow(signal);
  redact.add(shadow.address.password);
  const pool = await createPool(config, {
    deployment: "local",
    address: async () => shadow.address,
    max: SESSIONS,
  });
  const session = await pool.open({ signal });
  return {
    session,
    connect: () => pool.open({ signal }),
    adopt: (roles) => shadow.adopt(roles),
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await pool.close();
      await shadow[Symbol.asyncDispose]();
    },
  };
}
