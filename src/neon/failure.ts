import { retryAfter } from "./backoff.ts";

/** Why a request came to nothing. It holds no part of the request: that carries the key. */
export interface Failure {
  readonly cause: "status" | "network" | "timeout" | "cancelled" | "unreadable";
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Of the socket or of Neon: `ECONNRESET`, `BRANCHES_LIMIT_EXCEEDED`. */
  readonly code?: string;
  /** Neon's words. */
  readonly message?: string;
  readonly requestId: string;
  readonly retryAfterMs?: number;
}

/** Reads an error of axios, whose `config` and `request` hold the key: nothing of it but these fields goes on. */
export function failureOf(error: unknown, requestId: string, apiKey: string): Failure {
  const { response, code } = error as { response?: Answer; code?: unknown };
  const known = typeof code === "string" && /^[A-Z_0-9]{3,40}$/.test(code) ? { code } : {};
  if (response === undefined) return { cause: "network", requestId, ...known };
  const body = isObject(response.data) ? response.data : {};
  const wait = retryAfter(response.headers?.["retry-after"]);
  return {
    cause: "status",
    status: response.status,
    requestId: textOf(body["request_id"]) ?? requestId,
    ...optional("code", textOf(body["code"])),
    ...optional("message", textOf(body["message"])?.replaceAll(apiKey, "[redacted]")),
    ...optional("retryAfterMs", wait),
  };
}

/** Nothing reached Neon: it can be sent again, whatever it was. */
export function wasNotSent({ cause, code }: Failure): boolean {
  return cause === "network" && ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"].includes(code ?? "");
}

/** Neon said that it did nothing yet and may be asked again (503, 423: the API's description; 429: its rate limit). */
export function isBusy({ status }: Failure): boolean {
  return status === 423 || status === 429 || status === 503;
}

/** It is not known whether Neon did what it was asked. A gateway's 502 or 504 says nothing about what is behind it. */
export function isUncertain(failure: Failure): boolean {
  if (failure.status !== undefined && failure.cause === "status")
    return failure.status >= 500 && failure.status !== 503;
  return !wasNotSent(failure);
}

interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly headers?: Record<string, unknown>;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, 2000) : undefined;

const optional = <K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [k in K]?: V });
