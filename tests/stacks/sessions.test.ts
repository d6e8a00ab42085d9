import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noPgbouncer, noPython, program, python } from "./debian.ts";
import { openPlace, type Place, writeFiles } from "./place.ts";
import { filesOf, optionsOf } from "./scenes.ts";

const run = promisify(execFile);

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

const trusted = () => ({ PATH: process.env["PATH"] ?? "", SSL_CERT_FILE: place.caFile });

describe.skipIf(noPython)(`alembic ${noPython ?? ""}`, () => {
  test("migrates over the direct address, of a compute that sleeps", async () => {
    const made = await filesOf("alembic");
    const folder = place.folder("alembic");
    const version = `from alembic import op
revision = "1"
down_revision = None
def upgrade():
    op.execute("create table migrated as select current_setting('statement_timeout') as limit, current_setting('lock_timeout') as wait")
`;
    writeFiles(folder, [...made.files, { path: "migrations/versions/1.py", content: version }]);
    await place.suspend();
    const env = {
      ...trusted(),
      // Of no use: migrations must not go there.
      DATABASE_URL: "postgresql://nobody@localhost:1/none",
      DATABASE_URL_UNPOOLED: place.url("direct", optionsOf(made)),
    };
    await run(python, ["-m", "alembic", "upgrade", "head"], { cwd: folder, env });
    const rows = await place.run('select "limit", wait from migrated');
    expect(rows).toEqual([{ limit: "0", wait: "5s" }]);
    expect(JSON.stringify(made)).not.toContain(place.password);
  });
});

describe.skipIf(noPgbouncer)(`psql ${noPgbouncer ?? ""}`, () => {
  const fill = async (): Promise<string> => {
    const made = await filesOf("psql");
    const folder = place.folder("psql");
    writeFiles(folder, made.files);
    const file = join(folder, "pg_service.conf");
    const endpoint = new URL(place.url("direct", "")).searchParams.get("options") ?? "";
    let kind = "";
    const filled = readFileSync(file, "utf8").replaceAll(
      /^\[(\w+)\]$|^(host|dbname|user)=$/gm,
      (line, service?: string, name?: string) => {
        kind = service ?? kind;
        const value = { host: "localhost", dbname: "neondb", user: "app" }[name ?? ""];
        if (value === undefined) return line;
        const also =
          name === "host"
            ? `\nport=${place.door.port}\noptions=${endpoint}${kind === "pooled" ? "-pooler" : ""}`
            : "";
        return `${line}${value}${also}`;
      },
    );
    // The local Neon has no channel binding, as it asks for the password in clear within TLS.
    writeFileSync(file, filled.replaceAll("channel_binding=require\n", ""));
    return file;
  };
  const psql = async (
    file: string,
    service: string,
    env: Record<string, string>,
    ...commands: string[]
  ): Promise<string> => {
    const [command, args] = program(
      "usr/lib/postgresql/17/bin/psql",
      `service=${service}`,
      "-XAt",
      ...commands.flatMap((sql) => ["-c", sql]),
    );
    const { stdout } = await run(command, args, {
      env: { ...env, PGSERVICEFILE: file, PGPASSWORD: place.password },
    });
    return stdout.trim();
  };

  test("keeps a session on the direct service, wakes the compute, and checks the certificate", async () => {
    const file = await fill();
    await place.suspend();
    const held = await psql(file, "direct", trusted(), "set work_mem = '7MB'", "show work_mem");
    expect(held).toContain("7MB");
    expect(await psql(file, "pooled", trusted(), "select 1")).toBe("1");
    const { SSL_CERT_FILE: _, ...untrusted } = trusted();
    await expect(psql(file, "direct", untrusted, "select 1")).rejects.toThrow(/certificate/);
  });
});
