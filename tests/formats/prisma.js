// Prisma's own schema engine: `node prisma.js FOLDER URL` does what `prisma migrate deploy` does, and `node prisma.js --diff FILE URL` writes the
// DDL that makes what a schema.prisma says, or refuses it as `prisma validate` does.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

const wasm = createRequire(import.meta.url)
  .resolve("@prisma/schema-engine-wasm")
  .replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {
  "./schema_engine_bg.js": engine,
});
engine.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const filters = { externalTables: [], externalEnums: [] };

async function start(datamodel, url) {
  const factory = new PrismaPg({ connectionString: url });
  // This adapter cuts scripts at every semicolon, in bodies of functions too; the engine's own connector sends a script as it is.
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    connection.executeScript = async (script) => void (await connection.client.query(script));
    return connection;
  };
  return await engine.SchemaEngine.new(
    { datamodels: [["schema.prisma", datamodel]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

async function deploy(folder, url) {
  const started = await start('datasource db {\n  provider = "postgresql"\n}\n', url);
  const directories = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
  const { appliedMigrationNames } = await started.applyMigrations({
    migrationsList: {
      baseDir: folder,
      lockfile: {
        path: "migration_lock.toml",
        content: readFileSync(join(folder, "migration_lock.toml"), "utf8"),
      },
      shadowDbInitScript: "",
      migrationDirectories: directories.map((path) => ({
        path,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok", value: readFileSync(join(folder, path, "migration.sql"), "utf8") },
        },
      })),
    },
    filters,
  });
  return appliedMigrationNames.join("\n");
}

async function diff(file, url) {
  const content = readFileSync(file, "utf8");
  const started = await start(content, url);
  const { stdout } = await started.diff({
    from: { tag: "empty" },
    to: { tag: "schemaDatamodel", files: [{ path: file, content }] },
    script: true,
    exitCode: null,
    filters,
  });
  return stdout;
}

const [, , first, second, third] = process.argv;
const said = await (first === "--diff" ? diff(second, third) : deploy(first, second));
process.stdout.write(`${said}\n`, () => process.exit(0));
