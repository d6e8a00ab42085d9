import { ToolError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { readAlembic } from "./alembic/read-alembic.ts";
import { readDbmate } from "./dbmate.ts";
import { detectFramework } from "./detect.ts";
import { readDiesel } from "./diesel.ts";
import { readDrizzle } from "./drizzle.ts";
import { readFlyway } from "./flyway.ts";
import { readGolangMigrate } from "./golang-migrate.ts";
import { readGraphileMigrate } from "./graphile-migrate.ts";
import { readNodePgMigrate } from "./node-pg-migrate.ts";
import { readPrisma } from "./prisma.ts";
import {
  type Entry,
  type Framework,
  frameworks,
  type MigrationSet,
  type ReadEntries,
} from "./set.ts";
import { readSql } from "./sql.ts";

const readers: Readonly<Record<Framework, ReadEntries>> = {
  alembic: readAlembic,
  prisma: readPrisma,
  drizzle: readDrizzle,
  "node-pg-migrate": readNodePgMigrate,
  dbmate: readDbmate,
  flyway: readFlyway,
  "golang-migrate": readGolangMigrate,
  "graphile-migrate": readGraphileMigrate,
  diesel: readDiesel,
  sql: readSql,
};

/** The migrations among the files, in the order in which their tool runs them. Errors: INVALID_INPUT. */
export function readEntries(entries: readonly Entry[], framework?: string): MigrationSet {
  const known = framework === undefined ? detectFramework(entries) : frameworkOf(framework);
  const set = readers[known](entries);
  if (set.files.length === 0 && set.problems.length === 0)
    throw new ToolError(
      "INVALID_INPUT",
      `There are no migrations of ${known} among the ${entries.length} files.`,
      `Name the folder that holds the migrations, or another \`framework\`: ${frameworks.join(", ")}.`,
    );
  return { ...set, framework: known };
}

/** As it is written, or nearly so. */
function frameworkOf(name: string): Framework {
  const [closest] = nearest(name, frameworks, 1);
  const found = frameworks.find((framework) => framework === name.toLowerCase());
  if (found !== undefined) return found;
  throw new ToolError(
    "INVALID_INPUT",
    `There is no framework \`${name.slice(0, 40)}\` here${closest === undefined ? "" : `; did you mean \`${closest}\`?`}`,
    `Take one of ${frameworks.join(", ")}, or leave it out.`,
  );
}
