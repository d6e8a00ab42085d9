import pg from "pg";
import type { Deps } from "../../../../src/core/deps.ts";
import { type LocalNeon, ownerAddress } from "../../../helpers/local-neon.ts";
import type { Scene } from "../scene.ts";

/** A way to make what is Neon's own really sick. */
export interface NeonScene extends Omit<Scene, "make" | "settings"> {
  readonly sloMs?: number;
  make(neon: LocalNeon): Promise<AsyncDisposable>;
  /** What the local Neon cannot be: its projects have no plan. */
  readonly dress?: (deps: Deps) => Deps;
}

const nothing: AsyncDisposable = { async [Symbol.asyncDispose]() {} };

/** A session of an application on the default branch. */
async function client(neon: LocalNeon, application: string): Promise<pg.Client> {
  const { host, port, database, user, password, options } = await ownerAddress(neon);
  const where = { host, port, database, user, password, options };
  const made = new pg.Client({ ...where, application_name: application });
  made.on("error", () => {});
  await made.connect();
  return made;
}

/** The same Neon, whose projects are of the free plan. */
const onFree = (deps: Deps): Deps => ({
  ...deps,
  async neon(intent) {
    const neon = await deps.neon(intent);
    const { projects } = neon.manage;
    const details: typeof projects.details = async (...asked) => ({
      ...(await projects.details(...asked)),
      subscription: "free_v3",
    });
    return { ...neon, manage: { ...neon.manage, projects: { ...projects, details } } };
  },
});

export const neonScenes: readonly NeonScene[] = [
  {
    name: "a pool whose pings keep the compute awake",
    area: "compute",
    rule: "compute-kept-awake",
    verdict: "watch",
    timeScale: 0.003,
    async make(neon) {
      // one of them is idle when it is looked at
      const pool = await Promise.all([1, 2, 3].map(() => client(neon, "web")));
      await pool[0]?.query("select pg_sleep(3)");
      const pings = pool.map((one) =>
        setInterval(() => void one.query("select 1").catch(() => {}), 50),
      );
      return {
        async [Symbol.asyncDispose]() {
          for (const timer of pings) clearInterval(timer);
          await Promise.all(pool.map((one) => one.end()));
        },
      };
    },
  },
  {
    name: "cold starts beyond the objective",
    area: "cold_start",
    rule: "cold-start-over-slo",
    verdict: "watch",
    sloMs: 1,
    timeScale: 1,
    make: async () => nothing,
  },
  {
    name: "nine tenths of the free plan's storage taken",
    area: "storage",
    rule: "storage-near-limit",
    verdict: "watch",
    timeScale: 1,
    dress: onFree,
    async make(neon) {
      const owner = await client(neon, "loader");
      // without WAL, and out of line without being compressed
      await owner.query(
        "create unlogged table fat (body text); alter table fat alter body set storage external",
      );
      await owner.query("insert into fat select repeat('x', 7900) from generate_series(1, 105000)");
      await owner.end();
      return nothing;
    },
  },
];
