import type { Stack } from "../stack.ts";
import { alembic } from "./alembic.ts";
import { django } from "./django.ts";
import { drizzle } from "./drizzle.ts";
import { fastapiSqlmodel } from "./fastapi-sqlmodel.ts";
import { goPgx } from "./go-pgx.ts";
import { kysely } from "./kysely.ts";
import { nextJs } from "./next-js.ts";
import { nodePostgres } from "./node-postgres.ts";
import { postgresJs } from "./postgres-js.ts";
import { prisma } from "./prisma.ts";
import { psql } from "./psql.ts";
import { rails } from "./rails.ts";
import { serverlessDriver } from "./serverless-driver.ts";
import { sqlalchemyAsync } from "./sqlalchemy-async.ts";

export const stacks: readonly Stack[] = [
  alembic,
  django,
  drizzle,
  fastapiSqlmodel,
  goPgx,
  kysely,
  nextJs,
  nodePostgres,
  postgresJs,
  prisma,
  psql,
  rails,
  serverlessDriver,
  sqlalchemyAsync,
];
