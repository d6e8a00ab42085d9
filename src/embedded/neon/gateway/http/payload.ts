import type { IncomingMessage } from "node:http";
import { chunksOf } from "../streams.ts";
import { markNumbers, type Json } from "./json.ts";
import { HttpError } from "./http-error.ts";
import { pgText } from "./pg-text.ts";

export interface Query {
  readonly query: string;
  readonly params: readonly (string | null)[];
  readonly arrayMode?: boolean;
}

/** One query, or several in a transaction. */
export type Payload = { readonly single: Query } | { readonly batch: readonly Query[] };

/** Reads the whole body; rejects with 413 as soon as it is larger than allowed. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > limit) throw new HttpError(413, `request is too large (max is ${limit} bytes)`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Throws 400 for what is no query and no batch. */
export function readPayload(body: Buffer): Payload {
  const { json, restore } = parse(body.toString());
  const single = queryOf(json, restore);
  if (single !== undefined) return { single };
  const queries = isObject(json) ? json["queries"] : undefined;
  const batch = Array.isArray(queries)
    ? queries.map((query) => queryOf(query, restore))
    : [undefined];
  if (!batch.every((query) => query !== undefined))
    throw unreadable("data did not match any variant of untagged enum Payload");
  return { batch };
}

function parse(text: string): ReturnType<typeof markNumbers> {
  try {
    return markNumbers(text);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function queryOf(json: Json, restore: (text: string) => string): Query | undefined {
  if (!isObject(json) || typeof json["query"] !== "string") return undefined;
  const { query, params = [], arrayMode = null } = json;
  if (!Array.isArray(params)) return undefined;
  if (arrayMode !== null && typeof arrayMode !== "boolean") return undefined;
  return {
    query: query as string,
    params: params.map((value) => pgText(value, restore)),
    ...(arrayMode === null ? {} : { arrayMode }),
  };
}

function isObject(json: Json): json is { readonly [name: string]: Json } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function unreadable(what: string): HttpError {
  return new HttpError(400, `could not parse the HTTP request body: ${what}`);
}
