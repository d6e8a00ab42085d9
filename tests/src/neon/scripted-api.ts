import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { expect } from "vitest";
import { ToolError } from "../../../src/core/errors.ts";
import { createNeon, type NeonOptions, type OpenNeon } from "../../../src/neon/neon.ts";
import { openApi } from "../../helpers/openapi.ts";

export const KEY = "napi_0123456789abcdefghijklmnopqrstuvwxyz";

export interface Asked {
  readonly method: string;
  /** With its query, without `/api/v2`. */
  readonly url: string;
  readonly body: unknown;
}

const judge = openApi();

/** `hang`: no answer; `cut`: the connection is closed instead. */
export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | "hang"
  | "cut";

/** An API that answers as a test says: for what a real one does only on a bad day. */
export interface ScriptedApi extends AsyncDisposable {
  readonly apiUrl: string;
  readonly asked: Asked[];
  /** What was against Neon's description of the API; answers that are no JSON are not judged. */
  readonly violations: string[];
  readonly neon: OpenNeon;
}

export async function scriptedApi(
  answer: (asked: Asked, index: number) => Answer,
  options: Partial<NeonOptions> = {},
): Promise<ScriptedApi> {
  const asked: Asked[] = [];
  const violations: string[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const url = (request.url ?? "").replace("/api/v2", "");
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const now = { method: request.method ?? "", url, body };
    asked.push(now);
    violations.push(...judge.checkRequest(now.method, url, body));
    const reply = answer(now, asked.length - 1);
    if (reply === "hang") return;
    if (reply === "cut") return void request.socket.destroy();
    const status = reply.status ?? 200;
    if (typeof reply.body === "object")
      violations.push(...judge.checkResponse(now.method, url, status, reply.body));
    response.writeHead(status, { "content-type": "application/json", ...reply.headers });
    response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body));
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`;
  return {
    apiUrl,
    asked,
    violations,
    neon: createNeon({
      origin: async () => ({ apiUrl, apiKey: KEY }),
      deployment: "neon",
      redact: () => {},
      ...options,
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export const refusal = (status: number, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: { request_id: "req-of-neon", code: "", message },
});

/** Resolves to the ToolError that the work rejects with; fails the test when the key is anywhere in it. */
export async function refusedBy(work: Promise<unknown>, secrets = [KEY]): Promise<ToolError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ToolError);
  expectNoSecret(error, secrets);
  return error as ToolError;
}

export function expectNoSecret(error: unknown, secrets: readonly string[]): void {
  const forms = [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    String(error instanceof Error ? error.stack : error),
  ];
  for (const secret of secrets) for (const form of forms) expect(form).not.toContain(secret);
}

export const projectList = (projects: unknown[], more: Record<string, unknown> = {}) => ({
  body: { projects, applications: {}, integrations: {}, ...more },
});

const NOW = "2026-11-21T05:00:00Z";

export const project = (id: string, name = id) => ({
  id,
  name,
  platform_id: "aws",
  region_id: "aws-eu-central-1",
  pg_version: 18,
  proxy_host: "eu-central-1.aws.neon.tech",
  branch_logical_size_limit: 1,
  branch_logical_size_limit_bytes: 1,
  provisioner: "k8s-neonvm",
  store_passwords: true,
  active_time: 0,
  cpu_used_sec: 0,
  creation_source: "console",
  created_at: NOW,
  updated_at: NOW,
  owner_id: "owner",
  history_retention_seconds: 86_400,
});

export const branch = (id: string, name: string, more: Record<string, unknown> = {}) => ({
  id,
  name,
  project_id: "calm-sea-123456",
  current_state: "ready",
  state_changed_at: NOW,
  creation_source: "console",
  created_at: NOW,
  updated_at: NOW,
  default: false,
  protected: false,
  cpu_used_sec: 0,
  active_time_seconds: 0,
  compute_time_seconds: 0,
  written_data_bytes: 0,
  data_transfer_bytes: 0,
  ...more,
});

export const endpoint = (id: string, branchId: string, more: Record<string, unknown> = {}) => ({
  id,
  host: `${id}.eu-central-1.aws.neon.tech`,
  project_id: "calm-sea-123456",
  branch_id: branchId,
  region_id: "aws-eu-central-1",
  autoscaling_limit_min_cu: 0.25,
  autoscaling_limit_max_cu: 2,
  type: "read_write",
  current_state: "idle",
  pooler_enabled: false,
  pooler_mode: "transaction",
  disabled: false,
  passwordless_access: true,
  creation_source: "console",
  created_at: NOW,
  updated_at: NOW,
  settings: {},
  proxy_host: "eu-central-1.aws.neon.tech",
  suspend_timeout_seconds: 300,
  provisioner: "k8s-neonvm",
  ...more,
});

export const operation = (id: string, status: string, more: Record<string, unknown> = {}) => ({
  id: `00000000-0000-4000-8000-${id.padStart(12, "0")}`,
  project_id: "calm-sea-123456",
  action: "create_branch",
  status,
  failures_count: 0,
  created_at: NOW,
  updated_at: NOW,
  total_duration_ms: 1,
  ...more,
});
