import {
  type JSONRPCMessage,
  type RequestId,
  isJSONRPCNotification,
  isJSONRPCResponse,
} from "@modelcontextprotocol/server";
import type { Refusal } from "../refuse.ts";
import { answerBox, cancelBox, type Post } from "./post.ts";
import type { QuestionIds } from "./questions.ts";
import type { Session } from "./sessions.ts";

/** Characters of an answer's JSON. People confirm in a few words, and each waiting answer is kept in the state. */
const longestAnswer = 65_536;

/** Sends on what a client says that is no request, as far as somebody may wait for it: answers and cancellations. */
export async function forward(
  message: JSONRPCMessage,
  session: Session,
  questions: QuestionIds,
  post: Post,
): Promise<Refusal | undefined> {
  if (isJSONRPCResponse(message) && questions.isOurs(message.id)) {
    if (JSON.stringify(message).length > longestAnswer) return tooLong;
    await post.send(answerBox(session, message.id), message);
  }
  const cancelled = cancelledBy(message);
  // that it came is all there is to know; what else it holds may be long
  if (cancelled !== undefined) await post.send(cancelBox(session, cancelled), cancellation);
  return undefined;
}

const tooLong: Refusal = {
  status: 413,
  message: `The answer to a question is longer than ${longestAnswer} characters of JSON; send a shorter one.`,
};

const cancellation: JSONRPCMessage = { jsonrpc: "2.0", method: "notifications/cancelled" };

function cancelledBy(message: JSONRPCMessage): RequestId | undefined {
  if (!isJSONRPCNotification(message) || message.method !== "notifications/cancelled")
    return undefined;
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
