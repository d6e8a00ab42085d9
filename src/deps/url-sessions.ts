import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import type { Redactor } from "../core/redact.ts";
import { allowChange, allowUrlWrite } from "./guard.ts";
import { Pools, secretOf, type Sessions } from "./sessions.ts";

/** Sessions on the one Postgres of DATABASE_URL, on whatever database of it. */
export function urlSessions(config: Config, url: string, redact: Redactor): Sessions {
  const pools = new Pools(config);
  const address = async (database: string | undefined): Promise<Address> => {
    const { addressFromUrl } = await import("../postgres/url.ts");
    const found = addressFromUrl(url);
    redact.add(...secretOf(found));
    return database === undefined ? found : { ...found, database };
  };
  return {
    async open({ target = {}, intent, signal }) {
      if ((target.project ?? target.branch) !== undefined) throw noBranches();
      if (intent === "write") allowUrlWrite(config.access);
      if (intent === "apply") allowChange(config.access);
      const pool = await pools.get(target.database ?? "", {
        deployment: "url",
        address: () => address(target.database),
      });
      return pool.open({ signal, role: target.role });
    },
    close: () => pools.close(),
  };
}

export const noBranches = (): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    "DATABASE_URL is one Postgres database: it has no projects or branches.",
    "Leave `project` and `branch` out; branches are there with NEON_API_KEY, or on the local Neon without either variable.",
  );
