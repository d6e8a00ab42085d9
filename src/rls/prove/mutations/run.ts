import type { Call } from "../../../core/tool.ts";
import type { RlsProof, Survivor } from "../../proof.ts";
import { nameOf } from "../place.ts";
import type { Roles } from "../run-cells.ts";
import type { Scene } from "../ways-round/scene.ts";
import { mutantsOf } from "./mutants.ts";
import { explain } from "./reasons.ts";
import { answersTo, fewer, trialOf } from "./trial.ts";

/**
 * Weakens the policies in every place, one at a time, and looks whether a cell turns. Of one where none does it is found out what else
 * holds the same: with that gone as well, a cell turns. Everything is undone.
 */
export async function runMutations(
  scene: Scene,
  roles: Roles,
  call: Call,
): Promise<RlsProof["mutations"]> {
  const survived: Survivor[] = [];
  let total = 0;
  for (const [at, tableCells] of scene.tables.entries()) {
    const { resolved } = tableCells.ground;
    const table = scene.catalog.tables.find(
      ({ schema, name }) => schema === resolved.table.schema && name === resolved.table.name,
    );
    if (table === undefined) continue;
    const mutants = mutantsOf(table);
    total += mutants.length;
    call.progress(
      at,
      `Weakening policies of ${nameOf(table)} in ${mutants.length} ways`,
      scene.tables.length,
    );
    const commands = [...new Set(mutants.map(({ command }) => command))];
    for (const command of commands) {
      call.signal.throwIfAborted();
      const some = mutants.filter((mutant) => mutant.command === command);
      const trial = trialOf(scene, tableCells, roles, command);
      const answers = await answersTo(scene, trial, some, []);
      const left = some.filter((_, index) => answers[index] === "");
      survived.push(...(await explain(scene, fewer(trial), roles, left)));
    }
  }
  return { total, caught: total - survived.length, survived };
}
