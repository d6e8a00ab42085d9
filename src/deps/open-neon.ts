import type { Config } from "../config.ts";
import { ToolError } from "../core/errors.ts";
import type { Neon } from "../core/neon.ts";
import type { Redactor } from "../core/redact.ts";
import type { Embedded } from "../embedded/embedded.ts";
import type { Connector } from "../neon/client.ts";

type Log = (level: "debug" | "warn", message: string, fields?: Record<string, unknown>) => void;

export interface NeonPlace {
  readonly config: Config;
  readonly embedded: () => Promise<Embedded>;
  readonly connector: () => Promise<Connector>;
  readonly redact: Redactor;
  readonly log: Log;
}

/** The Neon of a key, or the one on this machine, which is started when it is first asked and found again when it has moved. */
export async function openNeon(
  { config, embedded, connector, redact, log }: NeonPlace,
  key: string | undefined,
): Promise<Neon> {
  const { createNeon } = await import("../neon/neon.ts");
  const { deployment, neonApiHost, neonProject } = config;
  const origin = async (signal: AbortSignal): Promise<{ apiUrl: string; apiKey: string }> => {
    if (key !== undefined) return { apiUrl: neonApiHost, apiKey: key };
    if (deployment === "neon") throw noKey();
    const local = await (await embedded()).localNeon({ signal });
    return { apiUrl: local.apiUrl, apiKey: local.key };
  };
  return createNeon({
    origin,
    deployment: deployment === "neon" ? "neon" : "local",
    ...(neonProject === undefined ? {} : { project: neonProject }),
    redact: (secret) => redact.add(secret),
    log,
    connector,
  });
}

/** Never the operator's Neon instead, nor the local one: each request is served with its own key or not at all. */
const noKey = (): ToolError =>
  new ToolError(
    "PERMISSION",
    "This server works with the Neon API key of each request, and this one brought none.",
    "Have the user's client send it as the header X-Neon-API-Key.",
  );
