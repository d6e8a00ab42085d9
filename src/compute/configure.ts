import type { Deps } from "../core/deps.ts";
import type { Call } from "../core/tool.ts";
import { addReplica } from "./add-replica.ts";
import { chooseCompute } from "./choose.ts";
import type { Configured, ConfigureRequest } from "./configured.ts";
import { removeCompute } from "./remove.ts";
import { resize } from "./resize.ts";
import { restart, start, suspend } from "./run.ts";

/** Changes one compute, or adds a replica. What breaks sessions or costs more is agreed to before. Errors: those of `Neon`, INVALID_INPUT, LIMIT. */
export async function configureCompute(
  request: ConfigureRequest,
  deps: Deps,
  call: Call,
): Promise<Configured> {
  const neon = await deps.neon("write");
  const chosen = await chooseCompute(neon, request, call.signal);
  const given = { ...chosen, neon, deps, call };
  switch (request.action) {
    case "resize":
      return resize(request, given);
    case "start":
      return start(given);
    case "suspend":
      return suspend(given);
    case "restart":
      return restart(given);
    case "add_replica":
      return addReplica(request, given);
    case "remove":
      return removeCompute(given);
  }
}
