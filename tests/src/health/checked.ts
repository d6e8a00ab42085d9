import type { Call } from "../../../src/core/tool.ts";
import { checkHealth, type Health, type HealthRequest } from "../../../src/health/check.ts";
import { serve } from "../../helpers/served.ts";

const call: Call = {
  signal: new AbortController().signal,
  progress: () => {},
  confirm: async () => {},
};

/** A check over a connection of its own, as a server that was started with DATABASE_URL makes it. */
export async function checked(
  url: string,
  request: HealthRequest = {},
  timeScale = 1,
): Promise<Health> {
  await using server = serve(url);
  return await checkHealth(request, server.config.deps, call, timeScale);
}
