import type { Compute } from "../../core/manage/computes.ts";
import type { Progress } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { quoted } from "../resolve.ts";

/** What was asked for may be under way: its operations are awaited before it is asked for again. */
export async function again<T>(
  { operations, limits }: Managing,
  { project, branch, id }: Compute,
  { send, call }: { readonly send: () => Promise<T>; readonly call: Progress },
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof LostAnswerError)) throw error;
    if (call.signal.aborted) throw amended(error, `Compute ${quoted(id)} may be changing.`, LOOK);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(limits.operation)]);
    await operations.finishOf(project.id, branch.id, { ...call, signal });
    return send();
  }
}

const LOOK = "`list_computes` shows what became of it.";
