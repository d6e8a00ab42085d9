import { openPlane } from "./harness.ts";
import type { Home } from "../../../../../src/embedded/home.ts";

/**
 * A control plane in a process of its own, to be killed: it prints where it listens. Where it is given milliseconds, it kills itself that
 * long after it was asked for a branch.
 */
const [, , home = "", ms] = process.argv;
const plane = await openPlane(JSON.parse(home) as Home);
if (ms !== undefined) {
  const { control } = plane;
  const handle = control.handle.bind(control);
  Object.assign(control, {
    handle: (...[request, response]: Parameters<typeof handle>) => {
      if (request.method === "POST" && request.url?.endsWith("/branches") === true)
        setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(ms));
      return handle(request, response);
    },
  });
}
process.stdout.write(`${plane.origin}\n`);
