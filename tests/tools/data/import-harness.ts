import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { ImportResult } from "../../../src/data/import-result.ts";
import { exportData } from "../../../tools/data/export-data.ts";
import { importData } from "../../../tools/data/import-data.ts";
import { connect, textOf } from "../../helpers/client.ts";
import { testDatabase, type TestDatabase } from "../../helpers/postgres.ts";
import { serve } from "../../helpers/served.ts";

interface Called<T> {
  readonly text: string;
  readonly isError: boolean;
  readonly result: T;
}

/** A database, a folder of files, and a server that may use both. */
export interface DataHarness extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly folder: string;
  put(name: string, content: string | Buffer): string;
  call<T = ImportResult>(tool: "import_data" | "export_data", args: object): Promise<Called<T>>;
  /** import_data, which has to succeed. */
  load(args: object): Promise<ImportResult>;
  /** As objects. */
  rowsOf(table: string): Promise<unknown[]>;
}

export async function dataHarness(cluster?: string): Promise<DataHarness> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-data-")));
  const database = await testDatabase("", cluster);
  const served = serve(database.url, ["--files", folder, "--access", "full", "--confirm", "token"]);
  const call: DataHarness["call"] = async <T>(tool: string, args: object) => {
    await using client = await connect({ ...served.config, tools: [importData, exportData] });
    const result = await client.callTool({ name: tool, arguments: { ...args } });
    return {
      text: textOf(result),
      isError: result.isError === true,
      result: result.structuredContent as unknown as T,
    };
  };
  return {
    database,
    folder,
    put(name, content) {
      writeFileSync(join(folder, name), content);
      return name;
    },
    call,
    async load(args) {
      const { text, isError, result } = await call("import_data", args);
      expect(isError, text).toBe(false);
      return result;
    },
    rowsOf: async (table) =>
      (await database.run(`select to_jsonb(t) as row from ${table} t order by 1`)).map(
        ({ row }) => row,
      ),
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
