import type { Client, ElicitResult } from "@modelcontextprotocol/client";
import pg from "pg";
import { expect } from "vitest";
import { type Era, connect, textOf } from "../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../helpers/local-neon.ts";
import { serveNeon } from "../helpers/served.ts";

type Args = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly text: string;
  readonly structured: Record<string, unknown>;
}

/** One user's request to one persona, on a database of its own on the guarded default branch. */
export interface Scene extends AsyncDisposable {
  /** The persona as the client gets it, with the user's request in it. */
  readonly persona: string;
  readonly database: string;
  /** Calls a tool that the persona names, on the scene's database unless told otherwise; it must not refuse. */
  calls(tool: string, args?: Args): Promise<Answer>;
  /** Calls a tool that has to refuse, with a cause and a next step. */
  isRefused(tool: string, args?: Args): Promise<Answer>;
  /** Calls a tool that has to ask, and calls it again as the question says, once the user agrees. */
  confirms(tool: string, args?: Args): Promise<Answer>;
  /** Makes the call that an answer names as the next step, letter by letter. */
  follows(answer: Answer): Promise<Answer>;
  /** The same where that call asks for confirmation, which the user gives. */
  agrees(answer: Answer): Promise<Answer>;
  /** Rows that an independent connection of the database's owner finds. */
  finds<Row = unknown>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** The same as another role, of the last of the statements, which are one transaction. */
  findsAs(role: string, password: string, statements: readonly string[]): Promise<unknown[]>;
}

export interface SceneOptions {
  /** What is there before the user asks. */
  readonly given?: string;
  readonly era?: Era;
  /** The person behind a client that can ask; without it confirmations are tokens. */
  readonly answer?: (message: string) => ElicitResult;
}

export interface Stage extends AsyncDisposable {
  readonly neon: LocalNeon;
  scene(persona: string, request: string, options?: SceneOptions): Promise<Scene>;
}

/**
 * Autovacuum comes to a table when a minute is over. From then on its pages are all visible, an index alone answers more, and another index
 * is the best one: advice and plans of a scene would hang on the clock.
 */
export const still = (table: string): string =>
  `alter table ${table} set (autovacuum_enabled = off);`;

/** A local Neon and the server on it with all tools; each scene has a client and a database of its own. */
export async function stage(flags: readonly string[] = []): Promise<Stage> {
  const neon = await localNeon();
  const server = serveNeon(neon, ["--toolsets", "all", ...flags]);
  let scenes = 0;
  return {
    neon,
    async scene(persona, request, { given = "", era = "modern", answer } = {}) {
      scenes += 1;
      const database = `scene_${scenes}`;
      await query(neon, "neondb", [`create database ${database}`]);
      if (given !== "") await query(neon, database, [given]);
      const client = await connect(server.config, {
        era,
        ...(answer === undefined ? {} : { answer }),
      });
      return sceneOf({ neon, client, database, persona, request });
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await neon[Symbol.asyncDispose]();
    },
  };
}

interface Cast {
  readonly neon: LocalNeon;
  readonly client: Client & AsyncDisposable;
  readonly database: string;
  readonly persona: string;
  readonly request: string;
}

/** Characters; what a person reads is shorter than a screen, and what a model reads costs. */
const longestRefusal = 1_200;

async function sceneOf({ neon, client, database, persona, request }: Cast): Promise<Scene> {
  const prompt = await client.getPrompt({ name: persona, arguments: { task: request } });
  const text = prompt.messages.map(({ content }) => ("text" in content ? content.text : "")).join();
  expect(text).toContain(request);
  const { tools } = await client.listTools();
  const takesTarget = new Map(
    tools.map(({ name, inputSchema }) => [name, "target" in (inputSchema.properties ?? {})]),
  );

  const call = async (tool: string, args: Args) => {
    expect(text, `${persona} does not name ${tool}`).toMatch(new RegExp(`\`${tool}\\b`));
    // a plan knows its target, and DDL is judged by itself
    const isPlaced =
      takesTarget.get(tool) !== true || ["target", "plan_id", "ddl"].some((field) => field in args);
    const placed = { ...args, ...(isPlaced ? {} : { target: { database } }) };
    const result = await client.callTool({ name: tool, arguments: placed }, { timeout: 300_000 });
    return {
      text: textOf(result),
      structured: (result.structuredContent ?? {}) as Record<string, unknown>,
      isError: result.isError === true,
    };
  };
  const calls = async (tool: string, args: Args = {}): Promise<Answer> => {
    const answer = await call(tool, args);
    expect(answer.isError, `${tool} refused: ${answer.text}`).toBe(false);
    return answer;
  };
  const isRefused = async (tool: string, args: Args = {}): Promise<Answer> => {
    const answer = await call(tool, args);
    expect(answer.isError, `${tool} did not refuse: ${answer.text}`).toBe(true);
    expect(answer.text).toMatch(/^[A-Z_]+(?: [0-9A-Z]{5})?: [^]*\nNext: /);
    expect(answer.text.length, answer.text).toBeLessThan(longestRefusal);
    return answer;
  };
  const confirms = async (tool: string, args: Args = {}): Promise<Answer> => {
    const asked = await isRefused(tool, args);
    const [, confirm_token] = /confirm_token="([^"]+)"/.exec(asked.text) ?? [];
    expect(confirm_token, asked.text).toBeDefined();
    return calls(tool, { ...args, confirm_token });
  };
  return {
    persona: text,
    database,
    calls,
    isRefused,
    confirms,
    follows: (answer) => calls(...nextCall(answer)),
    agrees: (answer) => confirms(...nextCall(answer)),
    finds: async <Row>(sql: string, params?: readonly unknown[]) =>
      (await query(neon, database, [sql], { params })) as Row[],
    findsAs: (user, password, statements) =>
      query(neon, database, ["begin", ...statements], { user, password }),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** The first call that the last line of an answer spells out. */
function nextCall({ text }: Answer): [string, Args] {
  const next = text.split("\n").at(-1) ?? "";
  const [, tool = "", args = ""] = /\b([a-z]+(?:_[a-z]+)+) with (\{.*?\}+)/.exec(next) ?? [];
  expect(tool, `no call in: ${text}`).not.toBe("");
  return [tool, JSON.parse(args) as Args];
}

interface Login {
  readonly user?: string;
  readonly password?: string;
  readonly params?: readonly unknown[] | undefined;
}

/** Rows of the last statement; each query is a connection of its own, as an application that was started just now has it. */
async function query(
  neon: LocalNeon,
  database: string,
  statements: readonly string[],
  { params, ...login }: Login = {},
): Promise<unknown[]> {
  const owner = await ownerAddress(neon);
  const { host, port, user, password = "", options = "" } = { ...owner, ...login };
  const client = new pg.Client({ host, port, database, user, password, options });
  await client.connect();
  try {
    for (const statement of statements.slice(0, -1)) await client.query(statement);
    const last = await client.query(
      statements.at(-1) ?? "",
      params === undefined ? undefined : [...params],
    );
    // a script has several results
    return ([last].flat().at(-1) as pg.QueryResult).rows;
  } finally {
    await client.end();
  }
}
