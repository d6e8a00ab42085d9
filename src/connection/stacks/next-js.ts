import type { File, Stack } from "../stack.ts";
import { nodePostgres } from "./node-postgres.ts";
import { serverlessDriver } from "./serverless-driver.ts";

export const nextJs: Stack = {
  name: "next.js",
  aliases: ["next", "vercel", "app-router"],
  runtimes: ["serverless", "long_running", "edge"],
  urlOptions: "sslmode=verify-full",
  evidence: "measured",
  files(settings) {
    const { runtime } = settings;
    const of = runtime === "edge" ? serverlessDriver : nodePostgres;
    const files = of.files(settings).map((file) => (file.path === "pool.ts" ? once(file) : file));
    return [
      ...files.map(({ path, content }) => ({ path: `lib/${path}`, content })),
      { path: "app/api/ready/route.ts", content: route(runtime === "edge") },
    ];
  },
  notes: ({ runtime }) => [
    'Only code of the server may import lib/db.ts; add `import "server-only"` where the package is installed. No variable of these begins with NEXT_PUBLIC_.',
    ...(runtime === "edge"
      ? []
      : [
          "On Vercel with Fluid compute, `attachDatabasePool(pool)` of @vercel/functions closes idle connections before an instance is frozen, and `concurrency` is what one instance serves at once.",
        ]),
  ],
};

/** `next dev` evaluates modules anew at each change; a pool more each time would fill the compute. */
const once = ({ path, content }: File): File => ({
  path,
  content: content
    .replace("export const pool = new pg.Pool({", "const create = (): pg.Pool => new pg.Pool({")
    .replace(
      "});\n//",
      "});\n// `next dev` evaluates this file again at each change; the pool stays the same.\nconst kept = globalThis as typeof globalThis & { pool?: pg.Pool };\nconst isNew = kept.pool === undefined;\nexport const pool = (kept.pool ??= create());\n//",
    )
    .replace('pool.on("error"', 'if (isNew) pool.on("error"')
    .replace('pool.on("connect"', 'if (isNew) pool.on("connect"'),
});

const route = (isEdge: boolean): string => `import { isReady } from "../../../lib/db.ts";

export const runtime = "${isEdge ? "edge" : "nodejs"}";
// Never answered from a cache.
export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  try {
    return Response.json({ ready: await isReady() });
  } catch {
    return Response.json({ ready: false }, { status: 503 });
  }
}
`;
