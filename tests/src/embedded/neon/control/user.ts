import { openPlane } from "./harness.ts";
import type { Home } from "../../../../../src/embedded/home.ts";

/** A control plane in a process of its own, to be killed: it prints where it listens. */
const plane = await openPlane(JSON.parse(process.argv[2] ?? "") as Home);
process.stdout.write(`${plane.origin}\n`);
