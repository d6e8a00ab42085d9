import { randomUUID } from "node:crypto";
import type { Api, RequestParams } from "@neondatabase/api-client";
import { once } from "../core/once.ts";

export type Client = Api<unknown>;

/** Where the API is, and the key for it. */
export interface Origin {
  /** With the version: `https://console.neon.tech/api/v2`. */
  readonly apiUrl: string;
  readonly apiKey: string;
}

export interface Connector {
  readonly client: Client;
  /** How one request is sent. A write gets a connection of its own, so that none is lost on one that was just being closed. */
  readonly params: (
    origin: Origin,
    request: Sent,
  ) => {
    readonly requestId: string;
    readonly params: RequestParams;
  };
}

interface Sent {
  readonly write: boolean;
  readonly signal: AbortSignal;
}

/**
 * Loads the client with the first request: axios alone takes 80 ms. `onRequest` sees every request that is sent, also
 * the repeated ones, by method and path.
 */
export function createConnector(
  onRequest: ((method: string, path: string) => void) | undefined,
): () => Promise<Connector> {
  return once(async () => {
    const [{ createApiClient }, http, https] = await Promise.all([
      import("@neondatabase/api-client"),
      import("node:http"),
      import("node:https"),
    ]);
    const agents = (keepAlive: boolean) => ({
      httpAgent: new http.Agent({ keepAlive }),
      httpsAgent: new https.Agent({ keepAlive }),
    });
    const [reads, writes] = [agents(true), agents(false)];
    const client = createApiClient({ apiKey: null });
    client.instance.interceptors.request.use((config) => {
      onRequest?.((config.method ?? "get").toUpperCase(), config.url ?? "");
      return config;
    });
    return {
      client,
      params({ apiUrl, apiKey }, { write, signal }) {
        const requestId = randomUUID();
        const headers = {
          Authorization: `Bearer ${apiKey}`,
          "User-Agent": "neon-dba",
          "X-Request-ID": requestId,
        };
        const params = {
          baseURL: apiUrl,
          headers,
          signal,
          // A redirect would carry the key to somewhere else.
          maxRedirects: 0,
          ...(write ? writes : reads),
          ...(isLoopback(apiUrl) ? { proxy: false as const } : {}),
        };
        return { requestId, params };
      },
    };
  });
}

/** The local Neon is never reached through a proxy of the environment. */
const isLoopback = (url: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
