import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServerConfig } from "../../../../src/mcp/server.ts";
import { connect, textOf } from "../../../helpers/client.ts";
import { localNeon } from "../../../helpers/local-neon.ts";
import { openReceiver, type ReceivedSpan } from "../../../helpers/otlp.ts";
import { type TestDatabase, testDatabase } from "../../../helpers/postgres.ts";
import { serve, serveNeon } from "../../../helpers/served.ts";
import { removeHome } from "../../../helpers/temporary-folder.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-spans-"));
  database = await testDatabase(
    "create table t (id int primary key, word text); insert into t select i, 'canary' || i from generate_series(1, 20000) i; analyze t",
  );
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  removeHome(folder);
});

type Opened = AsyncDisposable & { readonly config: ServerConfig };

/** The spans of what is done with a server, each with the names of those around it. */
async function spansOf(
  open: () => Opened,
  work: (config: ServerConfig) => Promise<void>,
): Promise<{ readonly paths: string[]; readonly spans: readonly ReceivedSpan[] }> {
  await using receiver = await openReceiver();
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.url;
  try {
    // closing it sends what is left
    await using server = open();
    await work(server.config);
  } finally {
    delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  }
  const byId = new Map(receiver.spans.map((span) => [span.spanId, span]));
  const pathOf = ({ name, parentSpanId }: ReceivedSpan): string => {
    const above = byId.get(parentSpanId ?? "");
    return above === undefined ? name : `${pathOf(above)} > ${name}`;
  };
  expect(receiver.bodies.join()).not.toContain("canary");
  return { paths: receiver.spans.map(pathOf), spans: receiver.spans };
}

async function call(config: ServerConfig, name: string, args: Record<string, unknown>) {
  await using client = await connect(config);
  const result = await client.callTool({ name, arguments: args });
  expect(result.isError, textOf(result)).toBeFalsy();
}

const serveAll = () =>
  serve(database.url, ["--toolsets=all", "--access=full", `--files=${folder}`]);

test("an export is in the trace of its call", async () => {
  const to = { file: join(folder, "t.csv") };
  const { paths } = await spansOf(serveAll, (config) =>
    call(config, "export_data", { table: "t", to }),
  );
  expect(paths).toContain("tools/call export_data > TRANSACTION > COPY");
});

// a home of its own, and the embedded Postgres with it
test("a shadow and a twin are in the trace of their call", { timeout: 90_000 }, async () => {
  const { paths, spans } = await spansOf(serveAll, async (config) => {
    await call(config, "review_schema", { ddl: "create table canary (id int)" });
    await call(config, "explain_query", { sql: "select * from t where id = 1", at_scale: 10 });
  });
  for (const step of ["shadow create", "shadow drop"])
    expect(paths).toContain(`tools/call review_schema > ${step}`);
  expect(paths.some((path) => /^tools\/call review_schema > .*CREATE$/.test(path))).toBe(true);
  expect(paths).toContain("tools/call explain_query > twin");
  expect(paths).toContain("tools/call explain_query > twin scale");
  expect(spans.filter(({ status }) => status.code === 2)).toEqual([]);
});

test("a copy that is broken off ends its span, and so does one that fails", async () => {
  const { spans } = await spansOf(serveAll, async ({ deps }) => {
    const signal = AbortSignal.timeout(30_000);
    const copy = async (sql: string, most: number): Promise<void> => {
      await using session = await deps.session({ intent: "read", signal });
      let blocks = 0;
      for await (const _ of session.copyOut(sql)) if ((blocks += 1) === most) break;
    };
    await copy("copy t to stdout", 1).catch(() => {});
    await expect(copy("copy (select 1 / 0) to stdout", 9)).rejects.toThrow("division by zero");
  });
  const copies = spans.filter(({ name }) => name === "COPY");
  expect(
    copies.map(({ status, attributes }) => [status.code ?? 0, attributes["error.type"]]),
  ).toEqual([
    [0, undefined],
    [2, "POSTGRES"],
  ]);
});

test("what is managed of a Neon is in the trace, and so is a branch for the time of a call", async () => {
  await using neon = await localNeon();
  const open = () => serveNeon(neon, ["--toolsets=all", "--access=full"]);
  const { paths } = await spansOf(open, async (config) => {
    await call(config, "list_computes", {});
    await call(config, "manage_database", { action: "create", name: "canary" });
    const signal = AbortSignal.timeout(60_000);
    const made = await config.deps.temporaryBranch(
      { purpose: "test" },
      { signal, progress: () => {} },
    );
    await made[Symbol.asyncDispose]();
  });
  expect(paths).toContain("tools/call list_computes > neon computes.all");
  expect(paths).toContain("tools/call manage_database > neon contents.createDatabase");
  expect(paths).toContain("neon temporaryBranch");
  expect(paths).toContain("neon temporaryBranch remove");
});
