// Loaded into the server that is measured: asked by its parent, it says what it takes, collects garbage, and says what is in use.
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

process.on("message", async () => {
  const { rss, heapTotal } = process.memoryUsage();
  collect();
  // what waits for its finalizer goes with the second
  await sleep(10);
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({ rss, heapTotal, heapUsed, external, arrayBuffers });
});
// without a parent that listens this keeps nobody alive
process.channel?.unref();
