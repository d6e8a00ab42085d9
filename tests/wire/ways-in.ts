import type { Client } from "@modelcontextprotocol/client";
import type { ConnectOptions, Era } from "../helpers/client.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { connectStdio } from "../helpers/stdio.ts";

/** A server that is up, and clients of it. By standard input and output each client has a process of its own. */
export interface WayIn extends AsyncDisposable {
  /** `answer` is the person behind the client, where there is one. */
  connect(era?: Era, answer?: ConnectOptions["answer"]): Promise<Client & AsyncDisposable>;
}

type Open = (flags: readonly string[], env: Record<string, string>) => Promise<WayIn>;

const overHttp: Open = async (flags, env) => {
  const server = await serveHttp([...flags, "--rate-limit=1000000"], env);
  return {
    connect: (era = "modern", answer) =>
      connectHttp(server.url, { era, ...(answer && { answer }) }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

const overStdio: Open = async (flags, env) => ({
  connect: (era = "modern", answer) => connectStdio(flags, env, { era, ...(answer && { answer }) }),
  [Symbol.asyncDispose]: async () => {},
});

/** The same scenes go through both. */
export const waysIn = [
  ["HTTP", overHttp],
  ["stdio", overStdio],
] as const;
