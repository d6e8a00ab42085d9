import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where the server is: a program to start, or an address. */
export type Place =
  | { readonly stdio: Program }
  | { readonly http: { readonly url: string; readonly token?: string } };

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export type Way = "stdio" | "HTTP";

/** Other people's client, by the file that drives it. */
export interface ClientProgram {
  readonly name: string;
  readonly driver: string;
  /** For drivers that have several ways to agree on a revision. */
  readonly mode?: string;
  /** Whether it can ask the person behind it; `alone`: it says that it can, but as it is run here nobody is there, and it cancels or declines. */
  readonly elicits: "yes" | "no" | "alone";
  /** Where it tells the server nothing when a call is cancelled, so that only its end ends the statement. */
  readonly mute?: readonly Way[];
  /** Characters, where it takes out the middle of what is longer. */
  readonly showsAtMost?: number;
  /** The channels that its model sees. */
  readonly shows: readonly ("text" | "structured")[];
}

/** What a client hands to its model. */
export interface Shown {
  readonly text?: string;
  readonly structured?: Record<string, unknown>;
  /** Where the client tells failures apart. */
  readonly failed?: boolean;
  /** Instead of a result. */
  readonly thrown?: string;
}

/** What the person does who is asked. */
export type Reply = "accept" | "decline";

export interface Client extends AsyncDisposable {
  tools(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<Shown>;
  /** A call that can be cancelled by the client's own means. */
  start(name: string, args: Record<string, unknown>): { shown: Promise<Shown>; cancel(): void };
  /** What the person was asked since the last time. */
  asked(): Promise<string[]>;
  /** What the person does from now on. */
  answer(reply: Reply): Promise<void>;
}

/** Node as the clients need it, which is newer than what the server needs. */
export const clientNode = findNode();

/** Starts a client on a server. With a reply it says that it can ask; `home` is what it has instead of the user's. */
export async function openClient(
  { driver, mode }: ClientProgram,
  place: Place,
  home: string,
  answer?: Reply,
): Promise<Client> {
  const options = JSON.stringify({ ...place, mode, answer });
  const child = spawn(clientNode, [join(import.meta.dirname, "drivers", driver), options], {
    cwd: home,
    env: isolated(home),
  });
  const lines = linesOf(child);
  await lines.answer(0);
  const ask = async <Value>(question: Record<string, unknown>): Promise<Value> =>
    (await lines.ask(question)) as Value;
  return {
    tools: () => ask({ do: "tools" }),
    call: (name, args) => ask({ do: "call", name, args }),
    start(name, args) {
      const id = lines.next();
      const shown = ask<Shown>({ id, do: "call", name, args });
      return { shown, cancel: () => void lines.ask({ do: "cancel", of: id }) };
    },
    asked: () => ask({ do: "asked" }),
    answer: (reply) => ask({ do: "answer", reply }),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await lines.ended;
    },
  };
}

/** No network but loopback, no home but its own, nothing sent home. */
export const isolated = (home: string): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: home,
  TMPDIR: home,
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  NO_PROXY: "127.0.0.1,localhost",
  LANGCHAIN_TRACING_V2: "false",
  AI_SDK_LOG_WARNINGS: "false",
});

interface Lines {
  next(): number;
  ask(question: Record<string, unknown>): Promise<unknown>;
  answer(id: number): Promise<unknown>;
  readonly ended: Promise<void>;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One JSON line asks, one answers. What the program writes to standard error is told when it ends early. */
function linesOf(child: ChildProcessWithoutNullStreams): Lines {
  const waiting = new Map<number, Pending>();
  let last = 0;
  let stderr = "";
  child.stderr.on("data", (text) => (stderr += String(text)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const { id, value, error } = JSON.parse(line) as { id: number; value: unknown; error?: string };
    const pending = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) pending?.resolve(value);
    else pending?.reject(new Error(error));
  });
  const ended = new Promise<void>((resolve) => {
    child.once("close", (code) => {
      for (const { reject } of waiting.values())
        reject(new Error(`the client ended with ${code}: ${stderr}`));
      resolve();
    });
  });
  const answer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  return {
    next: () => ++last,
    answer,
    ended,
    ask(question) {
      const id = typeof question["id"] === "number" ? question["id"] : ++last;
      child.stdin.write(`${JSON.stringify({ ...question, id })}\n`);
      return answer(id);
    },
  };
}

function findNode(): string {
  const { resolve } = createRequire(join(import.meta.dirname, "package.json"));
  const { platform, arch } = process;
  try {
    return resolve(`node-${platform}-${arch}/bin/node`);
  } catch {
    return existsSync(process.execPath) ? process.execPath : "node";
  }
}
