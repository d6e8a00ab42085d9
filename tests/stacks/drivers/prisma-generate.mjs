// What `prisma generate` does, without its command line, which wants an engine from a server that is not npm's.
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(import.meta.url);
const { PrismaClientTsGenerator } = require("@prisma/client-generator-ts");
const { getConfig, getDMMF } = require("@prisma/internals");

const schemaPath = resolve("prisma/schema.prisma");
if (!readFileSync(schemaPath, "utf8").includes("model"))
  appendFileSync(
    schemaPath,
    '\nmodel Work {\n  id BigInt @id @default(autoincrement())\n  number Int @unique\n  @@map("works")\n}\n',
  );
const datamodel = readFileSync(schemaPath, "utf8");
const { generators, datasources } = await getConfig({ datamodel });
const [generator] = generators;
generator.output.value = resolve("generated");
await new PrismaClientTsGenerator().generate({
  generator,
  otherGenerators: [],
  schemaPath,
  schemaRoot: resolve("prisma"),
  datamodel,
  dmmf: await getDMMF({ datamodel }),
  datasources,
  version: "test",
});
