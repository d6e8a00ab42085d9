// Loaded into the server under test: at SIGUSR2 it collects garbage and says what is left.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
let count = 0;
process.on("SIGUSR2", () => {
  collect();
  // what was only waiting to be finalized goes with the second
  setImmediate(() => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    count += 1;
    process.stderr.write(`memory ${JSON.stringify({ count, heap: heapUsed + external, rss })}\n`);
  });
});
