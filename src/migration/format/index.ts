import { alembic } from "./alembic.ts";
import { dbmate } from "./dbmate.ts";
import { drizzle } from "./drizzle/drizzle.ts";
import { flyway } from "./flyway.ts";
import type { Format } from "./format.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { graphileMigrate } from "./graphile-migrate.ts";
import { nodePgMigrate } from "./node-pg-migrate.ts";
import { prisma } from "./prisma.ts";
import { sql } from "./sql.ts";

export const formats: readonly Format[] = [
  sql,
  alembic,
  prisma,
  drizzle,
  nodePgMigrate,
  dbmate,
  flyway,
  golangMigrate,
  graphileMigrate,
];
