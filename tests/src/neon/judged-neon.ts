import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Branch } from "../../../src/core/neon.ts";
import { createNeon, type NeonOptions, type OpenNeon } from "../../../src/neon/neon.ts";
import { localNeon, type LocalNeon } from "../../helpers/local-neon.ts";
import { openApi } from "../../helpers/openapi.ts";

/** A local Neon of its own, and a client whose requests and answers are all compared with Neon's description of its API. */
export interface JudgedNeon extends AsyncDisposable {
  readonly local: LocalNeon;
  readonly neon: OpenNeon;
  /** Requests as `GET /projects`, oldest first. */
  readonly asked: string[];
  readonly violations: string[];
  /** The key and every password that was learnt. */
  readonly secrets: string[];
  /** Another client that knows nothing yet. */
  another(options?: Partial<NeonOptions>): OpenNeon;
  main(): Promise<Branch>;
  /** What there is: name, id, parent and protection of each branch. */
  state(): Promise<string[]>;
}

const judge = openApi();

export async function judgedNeon(): Promise<JudgedNeon> {
  const local = await localNeon();
  const asked: string[] = [];
  const violations: string[] = [];
  const secrets = [local.key];

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const { method = "", url = "" } = request;
    asked.push(`${method} ${url.replace("/api/v2", "")}`);
    violations.push(...judge.checkRequest(method, url, text === "" ? undefined : JSON.parse(text)));
    const { authorization = "", "content-type": type = "" } = request.headers;
    const headers = { authorization, ...(text === "" ? {} : { "content-type": type }) };
    const answer = await fetch(`${local.origin}${url}`, {
      method,
      headers,
      ...(text === "" ? {} : { body: text }),
    });
    const body = await answer.text();
    const parsed: unknown = body === "" ? undefined : JSON.parse(body);
    violations.push(...judge.checkResponse(method, url, answer.status, parsed));
    const retry = answer.headers.get("retry-after");
    response.writeHead(answer.status, {
      "content-type": "application/json",
      ...(retry === null ? {} : { "retry-after": retry }),
    });
    response.end(body);
  };

  const server = createServer((request, response) => {
    // what is cut behind is cut in front
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`;
  const { signal } = new AbortController();

  const another = (options: Partial<NeonOptions> = {}): OpenNeon =>
    createNeon({
      origin: async () => ({ apiUrl, apiKey: local.key }),
      deployment: "local",
      redact: (secret) => secrets.push(secret),
      ...options,
    });
  const neon = another();
  const observer = createNeon({
    origin: async () => ({ apiUrl: local.apiUrl, apiKey: local.key }),
    deployment: "local",
    redact: () => {},
  });
  return {
    local,
    neon,
    asked,
    violations,
    secrets,
    another,
    main: () => observer.branch({}, signal),
    async state() {
      const branches = await observer.branches(undefined, signal);
      return branches.map(({ id, name, parent, isProtected }) =>
        [name, id, parent?.id, isProtected ? "protected" : ""].join(" "),
      );
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await local[Symbol.asyncDispose]();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
