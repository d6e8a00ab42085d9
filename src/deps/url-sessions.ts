import type { Config } from "../config.ts";
import type { Address } from "../core/address.ts";
import { ToolError } from "../core/errors.ts";
import type { Redactor } from "../core/redact.ts";
import type { TargetInput } from "../core/target.ts";
import { allowChange, allowUrlWrite } from "./guard.ts";
import { refuseOwnState } from "./own-state.ts";
import { Pools, secretOf, type Sessions } from "./sessions.ts";

/** Sessions on the one Postgres of DATABASE_URL, on whatever database of it. */
export function urlSessions(config: Config, url: string, redact: Redactor): Sessions {
  const pools = new Pools(config);
  const address = async (database: string | undefined): Promise<Address> => {
    const { addressFromUrl } = await import("../postgres/url.ts");
    const found = addressFromUrl(url);
    redact.add(...secretOf(found));
    return refuseOwnState(config, database === undefined ? found : { ...found, database });
  };
  return {
    address({ target = {} }) {
      checkTarget(target);
      return address(target.database);
    },
    async open({ target = {}, intent, signal }, permit) {
      checkTarget(target);
      if (intent === "write") allowUrlWrite(permit);
      if (intent === "apply") allowChange(permit);
      const pool = await pools.get(target.database ?? "", {
        deployment: "url",
        address: () => address(target.database),
      });
      return pool.open({ signal, role: target.role, within: signal });
    },
    close: () => pools.close(),
  };
}

function checkTarget({ project, branch }: TargetInput): void {
  if ((project ?? branch) !== undefined) throw noBranches();
}

export const noBranches = (): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    "DATABASE_URL is one Postgres database: it has no projects or branches.",
    "Leave `project` and `branch` out; branches are there with NEON_API_KEY, or on the local Neon without either variable.",
  );
