import type { IncomingMessage, ServerResponse } from "node:http";
import { type AuthInfo, createMcpHandler } from "@modelcontextprotocol/server";
import type { Log } from "../mcp/run.ts";
import { type ServerConfig, createServer } from "../mcp/server.ts";
import { writeAnswer } from "./answer.ts";

export interface Modern {
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    body: object,
    served: { readonly config: ServerConfig; readonly auth: AuthInfo },
  ): Promise<void>;
  close(): Promise<void>;
}

/** The clients of 2026-07-28: every request stands for itself, and closing its response is how it is cancelled. */
export function openModern(log: Log): Modern {
  const configs = new WeakMap<AuthInfo, ServerConfig>();
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const config = authInfo === undefined ? undefined : configs.get(authInfo);
      if (config === undefined) throw new Error("A request without its caller.");
      return createServer(config);
    },
    {
      legacy: "reject",
      responseMode: "auto",
      onerror: (error) => log("debug", "protocol", { error: error.message }),
    },
  );
  return {
    async serve(request, response, body, { config, auth }) {
      configs.set(auth, config);
      const left = new AbortController();
      response.on("close", () => {
        if (!response.writableFinished) left.abort();
      });
      const asked = webRequest(request, left.signal);
      const answering = handler.fetch(asked, { authInfo: auth, parsedBody: body });
      await writeAnswer(response, answering).catch((error: unknown) => {
        // with the caller, his answer has gone
        if (!left.signal.aborted) throw error;
      });
    },
    close: () => handler.close(),
  };
}

/** As the SDK takes it, without the body, which was read already. */
function webRequest({ headers, url = "/" }: IncomingMessage, signal: AbortSignal): Request {
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    name.startsWith(":") ? [] : [value ?? []].flat().map((one) => [name, one]),
  );
  const host = headers.host ?? "localhost";
  return new Request(`http://${host}${url}`, { method: "POST", headers: given, signal });
}
