import type { EmitModels } from "./format.ts";

/** What writes each format, loaded when it is asked for. */
const emitters = {
  drizzle: async () => (await import("./drizzle/drizzle.ts")).emitDrizzle,
  kysely: async () => (await import("./kysely.ts")).emitKysely,
  prisma: async () => (await import("./prisma/prisma.ts")).emitPrisma,
  pydantic: async () => (await import("./python/pydantic.ts")).emitPydantic,
  sqlalchemy: async () => (await import("./python/sqlalchemy.ts")).emitSqlalchemy,
  sqlmodel: async () => (await import("./python/sqlmodel.ts")).emitSqlmodel,
  typescript: async () => (await import("./typescript.ts")).emitTypescript,
  zod: async () => (await import("./zod/zod.ts")).emitZod,
} as const satisfies Readonly<Record<string, () => Promise<EmitModels>>>;

export type ModelFormat = keyof typeof emitters;

export const modelFormats = Object.keys(emitters) as [ModelFormat, ...ModelFormat[]];

export const loadEmitter = (format: ModelFormat): Promise<EmitModels> => emitters[format]();
