import type { Config } from "../config.ts";
import type { Neon } from "../core/neon.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";

type Log = (level: "debug" | "warn", message: string, fields?: Record<string, unknown>) => void;

/** The Neon of NEON_API_KEY, or the one on this machine, which is started when it is first asked and found again when it has moved. */
export async function openNeon(
  config: Config,
  embedded: () => Promise<Embedded>,
  redact: Redactor,
  log: Log,
): Promise<Neon> {
  const { createNeon } = await import("../neon/neon.ts");
  const { neonApiKey, neonApiHost, neonProject } = config;
  const origin = async (signal: AbortSignal): Promise<{ apiUrl: string; apiKey: string }> => {
    if (neonApiKey !== undefined) return { apiUrl: neonApiHost, apiKey: neonApiKey };
    const { apiUrl, key } = await (await embedded()).localNeon({ signal });
    return { apiUrl, apiKey: key };
  };
  return createNeon({
    origin,
    deployment: neonApiKey === undefined ? "local" : "neon",
    ...(neonProject === undefined ? {} : { project: neonProject }),
    redact: (secret) => redact.add(secret),
    log,
  });
}
