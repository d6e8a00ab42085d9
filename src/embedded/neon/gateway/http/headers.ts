import type { IncomingHttpHeaders } from "node:http";
import { HttpError } from "./http-error.ts";

/** What a request's headers ask for. */
export interface Wishes {
  /** Values as Postgres prints them, not as JSON has them. */
  readonly raw: boolean;
  /** Rows as lists, not as objects. */
  readonly arrays: boolean;
  readonly isolation?: keyof typeof ISOLATION;
  readonly readOnly: boolean;
  readonly deferrable: boolean;
}

const ISOLATION = {
  ReadUncommitted: "read uncommitted",
  ReadCommitted: "read committed",
  RepeatableRead: "repeatable read",
  Serializable: "serializable",
} as const;

/** What is not `true` is false. Throws 400 for an isolation level that there is not. */
export function readWishes(headers: IncomingHttpHeaders): Wishes {
  const isTrue = (name: string): boolean => headers[name] === "true";
  const isolation = headers["neon-batch-isolation-level"];
  if (isolation !== undefined && !isIsolation(isolation))
    throw new HttpError(400, "invalid isolation level");
  return {
    raw: isTrue("neon-raw-text-output"),
    arrays: isTrue("neon-array-mode"),
    ...(isolation === undefined ? {} : { isolation }),
    readOnly: isTrue("neon-batch-read-only"),
    deferrable: isTrue("neon-batch-deferrable"),
  };
}

function isIsolation(text: string | string[]): text is keyof typeof ISOLATION {
  return typeof text === "string" && Object.hasOwn(ISOLATION, text);
}

/** How the transaction of a batch begins. */
export function beginOf({ isolation, readOnly, deferrable }: Wishes): string {
  const modes = [
    ...(isolation === undefined ? [] : [`isolation level ${ISOLATION[isolation]}`]),
    ...(readOnly ? ["read only"] : []),
    ...(deferrable ? ["deferrable"] : []),
  ];
  return `start transaction ${modes.join(", ")}`.trimEnd();
}

/** What was asked for and is so is said in the response. */
export function echoOf({ isolation, readOnly, deferrable }: Wishes): Record<string, string> {
  return {
    ...(readOnly ? { "neon-batch-read-only": "true" } : {}),
    ...(deferrable ? { "neon-batch-deferrable": "true" } : {}),
    ...(isolation === undefined ? {} : { "neon-batch-isolation-level": isolation }),
  };
}
