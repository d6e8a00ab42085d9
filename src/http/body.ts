import type { IncomingMessage } from "node:http";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { isTooDeep } from "../mcp/nesting.ts";
import type { Refusal } from "./refuse.ts";

/** Bytes; the same bound as the SDK's own. A longer SQL script belongs into a file. */
const limit = 4 * 1024 * 1024;

/** The JSON of a POST, or why it is none; undefined where the client has gone. How long it may take to arrive is the server's `requestTimeout`. */
export async function readBody(
  request: IncomingMessage,
): Promise<{ readonly body: object } | { readonly refusal: Refusal } | undefined> {
  // anything else is what a page may send to another origin without asking first
  if (!isJsonContentType(request.headers["content-type"] ?? null))
    return refusal(415, -32_000, "The Content-Type has to be application/json.");
  const read = Number(request.headers["content-length"]) > limit ? "long" : await collect(request);
  if (read === "gone") return undefined;
  if (read === "long") return refusal(413, -32_000, `The body is larger than ${limit} bytes.`);
  return parse(read);
}

/** By events: to leave an async iteration destroys the request, and with it the connection that the refusal is for. */
function collect(request: IncomingMessage): Promise<Buffer | "long" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        // what still comes is thrown away until it ends or its time is up
        chunks.length = 0;
        resolve("long");
      }
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", () => resolve("gone"));
    request.once("close", () => resolve("gone"));
  });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parse(bytes: Buffer): { body: object } | { refusal: Refusal } {
  let body: unknown;
  try {
    const text = utf8.decode(bytes);
    if (isTooDeep(text)) return refusal(400, -32_600, "The body is nested too deeply.");
    body = JSON.parse(text);
  } catch {
    return refusal(400, -32_700, "The body is not JSON in UTF-8.");
  }
  // batches were in one revision only (2025-03-26), and let one request through as many times as they have elements
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return { body };
  return refusal(400, -32_600, "The body has to be one JSON-RPC message; batches are not served.");
}

const refusal = (status: number, code: number, message: string): { refusal: Refusal } => ({
  refusal: { status, code, message },
});
