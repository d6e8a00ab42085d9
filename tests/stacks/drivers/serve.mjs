// The user's application: the same five routes for every stack, over the functions that its driver gives.
import { createServer } from "node:http";

/** @param {Record<"now" | "read" | "work" | "slow" | "ready", (number: number) => Promise<unknown>> & { close?: () => Promise<void> }} routes */
export function serve(routes) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    try {
      const answer = await routes[pathname.slice(1)](Number(searchParams.get("number")));
      response.end(JSON.stringify(answer ?? null));
    } catch (error) {
      response.statusCode = 500;
      response.end(JSON.stringify(say(error)));
    }
  });
  server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
  process.once("SIGTERM", async () => {
    server.close();
    server.closeAllConnections();
    await routes.close?.();
  });
}

function say(error) {
  const all = [];
  for (let one = error; one instanceof Error && all.length < 9; one = one.cause ?? one.sourceError)
    all.push(`${one.code ?? ""} ${one.message} ${one.meta ? JSON.stringify(one.meta) : ""}`);
  return all;
}
