import { type HttpArounds, openHttpAround } from "../../src/around/http.ts";
import { openAround } from "../../src/around/open.ts";
import type { ServerConfig } from "../../src/mcp/server.ts";

interface Limits {
  readonly rateLimit: number;
  readonly concurrency: number;
  readonly audit?: string;
}

/** The configuration with everything around its calls that an HTTP server puts there. */
export function openLimits(
  config: ServerConfig,
  { audit, ...limits }: Limits,
): { readonly config: ServerConfig; readonly http: HttpArounds } {
  const { redact, version } = config;
  const arounds = openAround({ ...config, audit, mayChange: () => true });
  const checks = {};
  const http = openHttpAround({
    ...limits,
    arounds,
    redact,
    version,
    sessionRequests: () => 0,
    checks,
  });
  return { config: { ...config, around: http.around }, http };
}

/** What `/metrics` answers. */
export async function readMetrics(http: HttpArounds): Promise<string> {
  const { createServer } = await import("node:http");
  const endpoint = http.endpoints.find(({ path }) => path === "/metrics");
  const server = createServer((request, response) => void endpoint?.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  try {
    return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  } finally {
    server.close();
  }
}
