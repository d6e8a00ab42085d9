import type { JSONRPCMessage, JSONRPCRequest, RequestId } from "@modelcontextprotocol/server";

type Lost = Pick<JSONRPCRequest, "id" | "method">;

/**
 * What a client comes back with (`Last-Event-ID`) when the stream of its answer broke: the request itself, so that whichever process it
 * comes to can tell it that the answer is lost. Without it, clients of this era wait until their patience ends. Those before 2025-11-25
 * take an event without data for a message, and get none.
 */
export const lostId = ({ id, method }: Lost, protocolVersion: string): string | undefined =>
  protocolVersion < "2025-11-25"
    ? undefined
    : Buffer.from(JSON.stringify([id, method])).toString("base64url");

export function readLostId(text: string): Lost | undefined {
  try {
    const [id, method] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const isId = typeof id === "string" || typeof id === "number";
    return isId && typeof method === "string" ? { id: id as RequestId, method } : undefined;
  } catch {
    return undefined;
  }
}

const words =
  "UNAVAILABLE: The connection broke or the server was stopped while this ran. It was cancelled, unless it had just finished; the answer is lost.\nNext: Repeat what only reads, and apply_migration, which goes on where it stopped; look what another change has done before you repeat it.";

/** The answer in the place of the one that is lost, in the form that an agent sees. */
export const lost = ({ id, method }: Lost): JSONRPCMessage =>
  method === "tools/call"
    ? {
        jsonrpc: "2.0",
        id,
        result: { content: [{ type: "text", text: words }], isError: true },
      }
    : { jsonrpc: "2.0", id, error: { code: -32_000, message: words } };
