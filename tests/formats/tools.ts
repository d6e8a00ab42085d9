import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { MigrationFile } from "../../src/migration/format/format.ts";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");

/** A migration tool, on the folder that its files are written into. */
export interface Tool {
  /** The migration that was there before, which makes the tables: as the tool wants it. */
  base(sql: string): readonly MigrationFile[];
  up(folder: string, url: string): Promise<void>;
  /** Takes the last `count` migrations back; absent where the tool has no way back. */
  down?(folder: string, url: string, count: number): Promise<void>;
}

async function command(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<void> {
  const env = { ...process.env, NODE_OPTIONS: "", ...options.env };
  await run(file, args, { cwd: options.cwd, env }).catch(
    (error: { readonly stdout: string; readonly stderr: string }) => {
      throw new Error(`${file} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
    },
  );
}

const node = (path: string, args: readonly string[], cwd: string, env = {}): Promise<void> =>
  command(process.execPath, [join(modules, path), ...args], { cwd, env });

const sent = new Set<string>();

/** Sends each file as one string, as several tools do, and each once. */
async function send(folder: string, url: string, paths: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const path of paths) {
      if (sent.has(join(folder, path))) continue;
      sent.add(join(folder, path));
      const content = await readFile(join(folder, path), "utf8");
      const conf = await readFile(join(folder, `${path}.conf`), "utf8").catch(() => undefined);
      // Flyway opens a transaction unless the file beside it says otherwise
      const bare = !/^[VU]\d/.test(path) || conf?.includes("executeInTransaction=false") === true;
      await client.query(bare ? content : `begin;\n${content}\ncommit;`);
    }
  } finally {
    await client.end();
  }
}

const named = async (folder: string, pattern: RegExp): Promise<string[]> =>
  (await readdir(folder)).filter((name) => pattern.test(name)).toSorted();

async function write(folder: string, path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

const alembicEnv = `import os
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(os.environ["DATABASE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
`;

async function alembic(folder: string, url: string, args: readonly string[]): Promise<void> {
  await write(folder, "env.py", alembicEnv);
  await write(folder, "alembic.ini", "[alembic]\nscript_location = .\n");
  await command("alembic", args, {
    cwd: folder,
    env: { DATABASE_URL: url.replace("postgres:", "postgresql:") },
  });
}

const dbmate = (folder: string, url: string, ...args: readonly string[]): Promise<void> =>
  node("dbmate/dist/cli.js", ["--no-dump-schema", "-d", folder, ...args], folder, {
    DATABASE_URL: `${url}?sslmode=disable`,
  });

const nodePgMigrate = (folder: string, url: string, ...args: readonly string[]): Promise<void> =>
  node(
    "node-pg-migrate/bin/node-pg-migrate.js",
    [...args, "-m", folder, "--no-single-transaction", "--no-check-order"],
    folder,
    { DATABASE_URL: url },
  );

export const tools: Readonly<Record<string, Tool>> = {
  sql: {
    base: (sql) => [{ path: "0001_base.sql", content: `${sql};\n` }],
    up: async (folder, url) => send(folder, url, await named(folder, /\.sql$/)),
    async down(folder, url, count) {
      const files = await named(join(folder, "rollback"), /\.sql$/);
      await send(join(folder, "rollback"), url, files.toReversed().slice(0, count));
    },
  },
  alembic: {
    base: (sql) => [
      {
        path: "versions/0123456789ab_base.py",
        content: `"""base"""\nfrom alembic import op\nrevision: str = '0123456789ab'\ndown_revision = None\ndef upgrade():\n    op.execute("""${sql}""")\ndef downgrade():\n    op.execute("drop table accounts")\n`,
      },
    ],
    up: (folder, url) => alembic(folder, url, ["upgrade", "head"]),
    down: (folder, url, count) => alembic(folder, url, ["downgrade", `-${count}`]),
  },
  prisma: {
    base: (sql) => [
      { path: "20260101000000_base/migration.sql", content: `${sql};\n` },
      { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    ],
    up: (folder, url) =>
      command(process.execPath, [join(import.meta.dirname, "prisma.js"), folder, url], {
        cwd: folder,
      }),
  },
  drizzle: {
    base: (sql) => [
      { path: "0000_base.sql", content: `${sql};\n` },
      {
        path: "meta/_journal.json",
        content: JSON.stringify({
          version: "7",
          dialect: "postgresql",
          entries: [
            { idx: 0, version: "7", when: 1_700_000_000_000, tag: "0000_base", breakpoints: true },
          ],
        }),
      },
    ],
    async up(folder, url) {
      const config = {
        dialect: "postgresql",
        out: ".",
        schema: "./schema.ts",
        dbCredentials: { url },
      };
      await write(folder, "drizzle.config.json", JSON.stringify(config));
      await node("drizzle-kit/bin.cjs", ["migrate", "--config", "drizzle.config.json"], folder, {
        NODE_PATH: modules,
      });
    },
  },
  "node-pg-migrate": {
    base: (sql) => [
      {
        path: "1700000000000_base.sql",
        content: `-- Up Migration\n${sql};\n-- Down Migration\ndrop table accounts;\n`,
      },
    ],
    up: (folder, url) => nodePgMigrate(folder, url, "up"),
    down: (folder, url, count) => nodePgMigrate(folder, url, "down", String(count)),
  },
  dbmate: {
    base: (sql) => [
      {
        path: "20260101000000_base.sql",
        content: `-- migrate:up\n${sql};\n-- migrate:down\ndrop table accounts;\n`,
      },
    ],
    up: (folder, url) => dbmate(folder, url, "migrate"),
    async down(folder, url, count) {
      for (let done = 0; done < count; done++) await dbmate(folder, url, "rollback");
    },
  },
  // Neither Debian nor npm has the last two: their files are sent as they send them.
  flyway: {
    base: (sql) => [{ path: "V1__base.sql", content: `${sql};\n` }],
    async up(folder, url) {
      const files = await named(folder, /^V.*\.sql$/);
      await send(
        folder,
        url,
        files.toSorted((a, b) => versionOf(a) - versionOf(b)),
      );
    },
    async down(folder, url, count) {
      const files = await named(folder, /^U.*\.sql$/);
      const last = files.toSorted((a, b) => versionOf(b) - versionOf(a)).slice(0, count);
      await send(folder, url, last);
    },
  },
  "golang-migrate": {
    base: (sql) => [{ path: "000001_base.up.sql", content: `${sql};\n` }],
    up: async (folder, url) => send(folder, url, await named(folder, /\.up\.sql$/)),
    async down(folder, url, count) {
      const files = await named(folder, /\.down\.sql$/);
      await send(folder, url, files.toReversed().slice(0, count));
    },
  },
  "graphile-migrate": {
    base: (sql) => [
      { path: "committed/000001.sql", content: graphileBase(sql) },
      { path: "current.sql", content: "" },
    ],
    async up(folder, url) {
      const config = { connectionString: url, migrationsFolder: "." };
      await write(folder, ".gmrc", JSON.stringify(config));
      await node("graphile-migrate/dist/cli.js", ["migrate"], folder, { DATABASE_URL: url });
    },
  },
};

const versionOf = (name: string): number => Number(/^[VU](\d+)/.exec(name)?.[1]);

const graphileBase = (sql: string): string => {
  const hash = createHash("sha1").update(`${sql};\n`).digest("hex");
  return `--! Previous: -\n--! Hash: sha1:${hash}\n\n${sql};\n`;
};
