import type { Finding } from "../../core/finding.ts";
import type { Session } from "../../core/session.ts";
import type { Call } from "../../core/tool.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { FailedCell } from "../proof.ts";
import type { ResolvedIntent } from "../resolved.ts";
import { tryAttacks } from "./attacks.ts";
import { holds, printExpected, printGot } from "./cells/cell.ts";
import type { RoleFacts } from "./roles.ts";
import { makeCells, runCells, withoutUnfit, type Ran, type Roles } from "./run-cells.ts";
import type { Scene } from "./ways-round/scene.ts";
import { waysRound } from "./ways-round/ways-round.ts";
import type { Built } from "./world/build.ts";

/** A world that is there, and who acts in it. */
export interface Stage {
  readonly session: Session;
  /** On which no context was ever set. */
  readonly fresh: Session;
  readonly intent: ResolvedIntent;
  readonly built: Built;
  readonly taken: Roles & { readonly session: string };
  readonly roles: readonly RoleFacts[];
  /** There are rows besides those of the world. */
  readonly shared: boolean;
}

export interface Examined {
  readonly scene: Scene;
  readonly cells: number;
  readonly unfit: number;
  readonly failed: readonly FailedCell[];
  readonly bypasses: readonly Finding[];
}

/** Tries all cells under the policies as they are in `catalog`, and looks for ways round them. Everything is undone. */
export async function examine(stage: Stage, catalog: Catalog, call: Call): Promise<Examined> {
  const { session, fresh, intent, built, taken, roles, shared } = stage;
  const tables = makeCells(intent, catalog, built, taken, shared);
  const all = await runCells(session, fresh, tables, call);
  const { ran, unfit } = await withoutUnfit(session, tables, all, taken.session);
  const scene: Scene = { session, intent, catalog, built, tables, ran, roles, shared };
  call.progress(tables.length, "Looking for ways round", tables.length + 1);
  const attacked = await tryAttacks(scene);
  return {
    scene,
    cells: ran.length + attacked.tried,
    unfit,
    failed: [...failures(ran), ...attacked.failed],
    bypasses: await waysRound(scene),
  };
}

const failures = (ran: readonly Ran[]): FailedCell[] =>
  ran
    .filter(({ cell, text }) => !holds(cell, text))
    .map(({ cell, text }) => ({
      table: cell.table,
      role: cell.role,
      actor: cell.actor.name,
      verb: cell.verb,
      expected: printExpected(cell, text),
      got: printGot(cell, text),
    }));
