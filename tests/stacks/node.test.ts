import { describeStacks, type Program } from "./scenes.ts";

const node = (stack: string, driver = stack.replace(".", "-")): Program => ({
  stack,
  drivers: ["serve.mjs", `${driver}.mjs`],
  command: () => ({ command: process.execPath, args: [`${driver}.mjs`] }),
});

/** SQL over HTTP goes to the local Neon's own address. */
const http = (program: Program): Program => ({
  ...program,
  http: true,
  command: (folder, place) => ({
    ...program.command(folder, place),
    env: {
      SQL_ORIGIN: place.http.origin,
      DATABASE_URL: `postgresql://app:${place.password}@${place.http.host}/neondb?sslmode=require`,
    },
  }),
});

describeStacks([
  node("node-postgres"),
  { ...node("node-postgres"), runtime: "serverless" },
  node("postgres.js"),
  node("drizzle"),
  { ...http(node("drizzle", "drizzle-http")), runtime: "edge" },
  node("kysely"),
  { ...node("next.js"), runtime: "serverless" },
  // Prisma 7 does not read what Prisma 6 needed at older poolers
  {
    ...node("prisma"),
    drivers: ["serve.mjs", "prisma-generate.mjs", "prisma.mjs"],
    urlOptions: "pgbouncer=true&connection_limit=1",
  },
  http(node("serverless-driver")),
]);
