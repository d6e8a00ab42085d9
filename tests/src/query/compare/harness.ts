import type { Deps, SessionRequest } from "../../../../src/core/deps.ts";
import type { Call } from "../../../../src/core/tool.ts";
import {
  compareQueries,
  type Comparison,
  type CompareRequest,
} from "../../../../src/query/compare/compare.ts";
import { createPool } from "../../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../../src/postgres/url.ts";
import { noNeon } from "../../../helpers/deps.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { openSession } from "../session.ts";

/** A database, and shadows beside it, each empty and dropped when it has served. */
export interface Harness extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly deps: Deps;
  readonly requests: SessionRequest[];
  compare(request: Partial<CompareRequest>, call?: Partial<Call>): Promise<Comparison>;
}

export async function harness(setup: string): Promise<Harness> {
  const database = await testDatabase(setup);
  const empty = await testDatabase();
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  const requests: SessionRequest[] = [];
  const deps: Deps = {
    access: "guarded",
    async session(request) {
      requests.push(request);
      return pool.open({ signal: request.signal, role: request.target?.role });
    },
    ...noNeon,
    shadow: shadowsOn(empty),
  };
  return {
    database,
    deps,
    requests,
    compare: (request, call) =>
      compareQueries({ original: "", rewritten: "", runs: 1, ...request }, deps, {
        signal: new AbortController().signal,
        progress: () => {},
        confirm: async () => {},
        ...call,
      }),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await empty[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** One database for all shadows of a file, emptied each time: to make one takes longer than most comparisons. */
function shadowsOn(database: TestDatabase): Deps["shadow"] {
  return async () => {
    const session = await openSession(database.url);
    return {
      session,
      connect: () => openSession(database.url),
      async [Symbol.asyncDispose]() {
        await session[Symbol.asyncDispose]();
        await database.run("drop schema if exists public, other cascade; create schema public");
      },
    };
  };
}
