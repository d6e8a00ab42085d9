import type * as z from "zod";
import type { Deps, SessionRequest } from "../../../src/core/deps.ts";
import { ToolError } from "../../../src/core/errors.ts";
import type { Call, Confirmation } from "../../../src/core/tool.ts";
import { createPool } from "../../../src/postgres/pool.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { runSql } from "../../../tools/query/run-sql.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { noNeon } from "../../helpers/deps.ts";

export type Input = z.input<typeof runSql.input>;
export type Output = z.output<typeof runSql.output>;

/** run_sql on a database of its own, without a protocol around it. */
export interface Harness extends AsyncDisposable {
  readonly database: TestDatabase;
  /** What was asked of the deps, and of the person, since `forget`. */
  readonly requests: SessionRequest[];
  readonly confirmations: Confirmation[];
  agreed: boolean;
  forget(): void;
  run(input: Input, signal?: AbortSignal): Promise<Output>;
}

export async function harness(setup: string): Promise<Harness> {
  const database = await testDatabase(setup);
  const pool = createPool({ deployment: "url", address: async () => addressFromUrl(database.url) });
  const requests: SessionRequest[] = [];
  const confirmations: Confirmation[] = [];
  const deps: Deps = {
    access: "full",
    session: (request) => {
      requests.push(request);
      return pool.open({ signal: request.signal, role: request.target?.role });
    },
    ...noNeon,
    shadow: () => Promise.reject(new Error("no shadow is needed")),
  };
  const self: Harness = {
    database,
    requests,
    confirmations,
    agreed: true,
    forget() {
      requests.length = 0;
      confirmations.length = 0;
      self.agreed = true;
    },
    async run(input, signal = new AbortController().signal) {
      const call: Call = {
        signal,
        progress: () => {},
        confirm: async (confirmation) => {
          confirmations.push(confirmation);
          if (self.agreed) return;
          throw new ToolError("CONFIRMATION_REQUIRED", confirmation.summary, "ask");
        },
      };
      return runSql.output.parse(await runSql.run(runSql.input.parse(input), deps, call));
    },
    async [Symbol.asyncDispose]() {
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
  return self;
}
