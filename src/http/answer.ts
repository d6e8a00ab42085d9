import type { ServerResponse } from "node:http";

/** A call that is silent for longer becomes a stream, which proxies do not cut while something comes. */
const SILENT_MS = 5_000;
const KEEP_ALIVE_MS = 15_000;

const streamed = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  connection: "keep-alive",
  "x-accel-buffering": "no",
} as const;

/**
 * Writes what the protocol answers. Most calls are done in milliseconds, and for them a stream is most of what HTTP costs: headers, event
 * and end are written apart, through two layers of streams. So an answer begins as JSON, is a stream from the first notification on, and
 * becomes one by itself when nothing was said for a while. A caller who has gone is nobody to write to.
 */
export async function writeAnswer(
  response: ServerResponse,
  answering: Promise<Response>,
): Promise<void> {
  const patience = new AbortController();
  const silent = setTimeout(() => patience.abort(), SILENT_MS);
  let alive: NodeJS.Timeout | undefined;
  const say = (): void => void response.write(": still at work\n\n");
  patience.signal.addEventListener("abort", () => {
    response.writeHead(200, streamed);
    say();
    alive = setInterval(say, KEEP_ALIVE_MS);
  });
  try {
    const answer = await answering;
    clearTimeout(silent);
    const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!response.headersSent)
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
    else if (!isStream && answer.body !== null) {
      response.end(`event: message\ndata: ${await answer.text()}\n\n`);
      return;
    }
    if (isStream && answer.body !== null) await pour(answer.body, response);
    response.end(isStream || answer.body === null ? undefined : await answer.text());
  } finally {
    clearTimeout(silent);
    clearInterval(alive);
  }
}

/** As fast as the caller takes it. */
async function pour(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  try {
    for await (const chunk of body) {
      if (response.destroyed) break;
      if (!response.write(chunk))
        await new Promise<void>((resolve) => {
          const go = (): void => {
            response.off("drain", go).off("close", go);
            resolve();
          };
          response.on("drain", go).on("close", go);
        });
    }
  } catch {
    // the call was ended with its stream, and what was written is all there is
  }
}
