// What `prisma migrate deploy` does, by Prisma's own schema engine: node prisma.js FOLDER URL
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";

const [, , folder, url] = process.argv;
const wasm = createRequire(import.meta.url)
  .resolve("@prisma/schema-engine-wasm")
  .replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {
  "./schema_engine_bg.js": engine,
});
engine.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const factory = new PrismaPg({ connectionString: url });
// This adapter cuts scripts at every semicolon, in bodies of functions too; the engine's own connector sends a script as it is.
const connect = factory.connect.bind(factory);
factory.connect = async () => {
  const connection = await connect();
  connection.executeScript = async (script) => void (await connection.client.query(script));
  return connection;
};
const adapter = bindMigrationAwareSqlAdapterFactory(factory);
const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n';
const deploy = await engine.SchemaEngine.new(
  { datamodels: [["schema.prisma", datamodel]] },
  () => {},
  adapter,
);
const directories = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const { appliedMigrationNames } = await deploy.applyMigrations({
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
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(`${appliedMigrationNames.join("\n")}\n`);
process.exit(0);
