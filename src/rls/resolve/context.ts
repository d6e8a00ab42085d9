import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Context, Intent } from "../intent.ts";
import type { Source } from "../resolved.ts";
import { refuse } from "./refuse.ts";
import type { NamedTable } from "./tables.ts";
import { findType } from "./types.ts";

export interface Sources {
  readonly user: Source | null;
  readonly tenant: Source | null;
}

/** Where the current user and tenant come from. */
export function readContext(
  intent: Intent,
  tables: readonly NamedTable[],
  catalog: Catalog,
): Sources {
  const { context } = intent;
  if (context.kind === "neon_auth") {
    const { tenant_claim: claim } = context;
    return {
      user: { kind: "auth user" },
      tenant: claim === undefined ? null : { kind: "claim", claim },
    };
  }
  const named = readSetting(catalog, context, "context");
  const holds = context.holds ?? heldBy(intent, tables);
  if (context.tenant === undefined)
    return holds === "user" ? { user: named, tenant: null } : { user: null, tenant: named };
  if (holds === "tenant")
    throw refuse(
      "context.tenant",
      "`name` holds the tenant already",
      'Leave `tenant` out, or say holds: "user" where `name` is the setting of the user.',
    );
  const tenant = readSetting(catalog, context.tenant, "context.tenant");
  if (tenant.name === named.name)
    throw refuse(
      "context.tenant.name",
      "the user and the tenant have the same setting",
      "Give each a setting of its own, as app.user_id and app.tenant_id.",
    );
  return { user: named, tenant };
}

function readSetting(
  catalog: Catalog,
  { name, type }: { readonly name: string; readonly type: string },
  place: string,
): Extract<Source, { kind: "setting" }> {
  if (!/^[a-z_][\w$]*(\.[a-z_][\w$]*)+$/i.test(name))
    throw refuse(
      `${place}.name`,
      `\`${identifier(name)}\` is not the name of a setting that applications may set`,
      "Write it with a prefix and a dot, as app.user_id.",
    );
  return { kind: "setting", name, type: findType(catalog, type, `${place}.type`) };
}

type Said = Extract<Context, { kind: "setting" }>["holds"];

/** The user where there are members or a setting for the tenant, or where owners alone are asked about; otherwise the tenant. */
function heldBy(intent: Intent, tables: readonly NamedTable[]): NonNullable<Said> {
  const { context, members } = intent;
  if (members !== undefined || (context.kind === "setting" && context.tenant !== undefined))
    return "user";
  const used = new Set(tables.flatMap(({ allow }) => Object.values(allow).flat()));
  return used.has("owner") ? "user" : "tenant";
}
