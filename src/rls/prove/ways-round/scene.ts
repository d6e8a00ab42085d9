import type { Finding } from "../../../core/finding.ts";
import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ResolvedIntent } from "../../resolved.ts";
import type { RoleFacts } from "../roles.ts";
import type { Ran, TableCells } from "../run-cells.ts";
import type { Built } from "../world/build.ts";

/** All that ways round policies are looked for in. */
export interface Scene {
  readonly session: Session;
  readonly intent: ResolvedIntent;
  readonly catalog: Catalog;
  readonly built: Built;
  readonly tables: readonly TableCells[];
  readonly ran: readonly Ran[];
  readonly roles: readonly RoleFacts[];
  /** There are rows besides those of the world. */
  readonly shared: boolean;
}

export type WayRound = (scene: Scene) => Promise<readonly Finding[]> | readonly Finding[];

export const finding = (
  rule: string,
  level: Finding["level"],
  object: string,
  message: string,
  more: { readonly evidence?: Finding["evidence"]; readonly fix?: string } = {},
): Finding => ({
  rule,
  level,
  object,
  message,
  evidence: more.evidence ?? "measured",
  ...(more.fix === undefined ? {} : { fix: more.fix }),
  key: `${rule}:${object}`,
});
