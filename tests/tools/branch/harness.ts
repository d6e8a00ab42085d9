import { setTimeout as sleep } from "node:timers/promises";
import { connect, textOf } from "../../helpers/client.ts";
import { type LocalNeon, localNeon } from "../../helpers/local-neon.ts";
import { serveNeon } from "../../helpers/served.ts";

export interface Answer {
  readonly text: string;
  readonly structured: Record<string, unknown>;
  readonly isError: boolean;
}

/** A real client on the real server on a local Neon of its own. */
export interface Harness extends AsyncDisposable {
  readonly neon: LocalNeon;
  /** Calls a tool; what it answers, whether it refused or not. */
  call(tool: string, args?: Record<string, unknown>): Promise<Answer>;
  /** Calls a tool that must not refuse. */
  done(tool: string, args?: Record<string, unknown>): Promise<Answer>;
  /** Rows of a query on a branch. */
  rows(branch: string, sql: string): Promise<unknown[][]>;
  /** Puts a branch's compute to sleep. */
  suspend(branch: string): Promise<void>;
  /** A refusal that counts rows, asked for until Postgres has brought its counters up to date. */
  counted(tool: string, args: Record<string, unknown>): Promise<Answer>;
  /** Repeats a call with the token that its refusal holds. */
  confirmed(tool: string, args: Record<string, unknown>): Promise<Answer>;
}

export async function harness(flags: readonly string[] = []): Promise<Harness> {
  const neon = await localNeon();
  const server = serveNeon(neon, flags);
  const client = await connect(server.config);
  const call = async (tool: string, args: Record<string, unknown> = {}): Promise<Answer> => {
    const result = await client.callTool({ name: tool, arguments: args }, { timeout: 120_000 });
    return {
      text: textOf(result),
      structured: (result.structuredContent ?? {}) as Record<string, unknown>,
      isError: result.isError === true,
    };
  };
  const done = async (tool: string, args: Record<string, unknown> = {}): Promise<Answer> => {
    const answer = await call(tool, args);
    if (answer.isError) throw new Error(`${tool} refused: ${answer.text}`);
    return answer;
  };
  return {
    neon,
    call,
    done,
    async rows(branch, sql) {
      const { structured } = await done("run_sql", { sql, target: { branch } });
      return (structured["results"] as { rows: unknown[][] }[])[0]?.rows ?? [];
    },
    async suspend(branch) {
      const projectId = (await neon.api.listProjects({})).data.projects[0]?.id ?? "";
      const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
      const { endpoints } = (await neon.api.listProjectEndpoints(projectId)).data;
      const id = branches.find(({ name }) => name === branch)?.id;
      const endpoint = endpoints.find(({ branch_id: of }) => of === id)?.id ?? "";
      await neon.api.suspendProjectEndpoint(projectId, endpoint);
      const state = async () =>
        (await neon.api.getProjectEndpoint(projectId, endpoint)).data.endpoint.current_state;
      while ((await state()) !== "idle") await sleep(20);
    },
    async counted(tool, args) {
      for (let waited = 0; ; waited += 500) {
        const answer = await call(tool, args);
        if (!answer.text.includes("show no row written") || waited > 15_000) return answer;
        await sleep(500);
      }
    },
    async confirmed(tool, args) {
      const { text } = await call(tool, args);
      const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
      if (token === undefined) throw new Error(`${tool} did not ask: ${text}`);
      return call(tool, { ...args, confirm_token: token });
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await neon[Symbol.asyncDispose]();
    },
  };
}

/** A branch with one table of three rows, which are there at the present moment. */
export async function branchWithRows(on: Harness, name: string): Promise<void> {
  await on.done("create_branch", { name });
  const sql =
    "create table notes (id int primary key, body text); insert into notes values (1, 'a'), (2, 'b'), (3, 'c')";
  await on.done("run_sql", { sql, mode: "write", target: { branch: name } });
  // a time in milliseconds is before a commit of the same millisecond
  await sleep(5);
}

export const count = "select count(*) from notes";
