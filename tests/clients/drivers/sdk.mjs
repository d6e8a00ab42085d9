import { bearer, drive } from "./driver.mjs";

/**
 * A client of the MCP SDK. Its lines differ in the packages of their transports, in how a client is opened and learns to ask, and in where
 * a call takes its options.
 */
export const driveSdk = ({ Http, Stdio, open, callTool }) =>
  drive(async ({ stdio, http, mode, ask }) => {
    const client = open({ mode, ask });
    await client.connect(
      stdio === undefined
        ? new Http(new URL(http.url), { requestInit: { headers: bearer(http.token) } })
        : new Stdio(stdio),
    );
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      async call(name, args, signal) {
        const result = await callTool(client, { name, arguments: args }, { signal });
        return {
          text: result.content.map(({ text }) => text).join("\n"),
          structured: result.structuredContent,
          failed: result.isError === true,
        };
      },
      close: () => client.close(),
    };
  });
