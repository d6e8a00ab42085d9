import type { ServerResponse } from "node:http";
import { DatabaseError } from "pg";
import { ProxyError } from "../proxy-error.ts";
import { HttpError } from "./http-error.ts";

const FIELDS = [
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "table",
  "column",
  "schema",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

/** Sends JSON text; every response may be read by a page from anywhere. */
export function respond(response: ServerResponse, status: number, json: string): void {
  if (response.destroyed || response.headersSent) return;
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.setHeader("access-control-allow-origin", "*");
  response.end(json);
}

/** Tells an error with all fields that Postgres gave it; 400 unless it is not the caller's. */
export function respondError(response: ServerResponse, error: unknown): void {
  const database = postgresError(error);
  const fields = FIELDS.map((name) => [name, database?.[name] ?? null]);
  const body = {
    message: messageOf(error),
    // Empty, not null, where the proxy itself speaks: so does Neon's.
    code: database?.code ?? "",
    severity: database?.severity ?? "",
    ...Object.fromEntries(fields),
  };
  respond(response, statusOf(error), JSON.stringify(body));
}

/** The error of Postgres, also where the status is not that of a statement's error. */
function postgresError(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  return error instanceof HttpError ? postgresError(error.cause) : undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  return error instanceof DatabaseError || error instanceof ProxyError ? 400 : 500;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith("Connection terminated") ? "connection closed" : message;
}
