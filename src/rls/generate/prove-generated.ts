import type { Deps } from "../../core/deps.ts";
import type { Call } from "../../core/tool.ts";
import { applyDdl } from "../../schema/apply-ddl.ts";
import { printDdl } from "../../schema/ddl.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { Intent } from "../intent.ts";
import type { RlsProof } from "../proof.ts";
import { proveIntent } from "../prove/prove.ts";

/** Holds the schema as the statements leave it against the intent, in a shadow of its own. */
export async function proveGenerated(
  intent: Intent,
  { catalog, dependencies }: DatabaseSchema,
  deps: Deps,
  call: Call,
): Promise<RlsProof> {
  const ddl = printDdl(catalog, dependencies);
  const proven = await proveIntent(
    deps,
    {
      intent,
      origin: {
        async prepare(session, adopt) {
          for (const role of ddl.roles)
            await session.query(`create role ${quoteIdentifier(role)} nologin`).catch(() => {});
          await adopt(ddl.roles);
          await applyDdl(session, ddl);
        },
      },
    },
    call,
  );
  const { passed, cells, failed, mutations, bypasses, plans, pgtap } = proven;
  return { passed, cells, failed, mutations, bypasses, plans, pgtap };
}
