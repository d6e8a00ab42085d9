import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../src/config.ts";
import { Redactor } from "../../../src/core/redact.ts";
import type { Session } from "../../../src/core/session.ts";
import { openDeps } from "../../../src/deps/open-deps.ts";
import type { OpenDeps } from "../../../src/deps/open-deps.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";
import { memoryPlans } from "../../helpers/deps.ts";

interface TwinHome extends AsyncDisposable {
  readonly path: string;
  /** As a server on this database has them. */
  deps(databaseUrl: string): OpenDeps;
}

/** A home of its own, for twins of test databases. */
export function twinHome(): TwinHome {
  const path = mkdtempSync(join(tmpdir(), "neon-dba-home-"));
  const opened: OpenDeps[] = [];
  return {
    path,
    deps(databaseUrl) {
      const config = readConfig([], { DATABASE_URL: databaseUrl, NEON_DBA_HOME: path });
      const deps = openDeps(config, new Redactor(), () => {}, memoryPlans());
      opened.push(deps);
      return deps;
    },
    async [Symbol.asyncDispose]() {
      for (const deps of opened) await deps.close();
      await createEmbedded({ home: path }).destroy();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Bytes that the files of a folder take, whatever size they say they have. */
export function diskOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name), { throwIfNoEntry: false }))
    .reduce((sum, stat) => sum + (stat?.blocks ?? 0) * 512, 0);
}

interface Plan {
  /** `Nested Loop[Seq Scan tasks,Index Scan tasks_pkey]` */
  readonly shape: string;
  readonly cost: number;
  readonly rows: number;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Total Cost": number;
  readonly "Plan Rows": number;
  readonly Plans?: readonly Node[];
}

/** What the planner of the session's Postgres makes of a query. */
export async function planOf(session: Session, sql: string): Promise<Plan> {
  const [row] = await session.query<{ "QUERY PLAN": unknown }>(`explain (format json) ${sql}`);
  const text = row?.["QUERY PLAN"];
  const [{ Plan: top }] = (typeof text === "string" ? JSON.parse(text) : text) as [{ Plan: Node }];
  return { shape: shapeOf(top), cost: top["Total Cost"], rows: top["Plan Rows"] };
}

function shapeOf(node: Node): string {
  const name = [node["Node Type"], node["Relation Name"], node["Index Name"]];
  const below = node.Plans === undefined ? "" : `[${node.Plans.map(shapeOf).join()}]`;
  return name.filter((part) => part !== undefined).join(" ") + below;
}
