import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Limiter } from "../../../../../src/embedded/neon/storage/limiter.ts";

test("so many at a time, in order, and failures free their place", async () => {
  const limiter = new Limiter(2);
  const begun: number[] = [];
  let [now, most] = [0, 0];
  const results = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((number) =>
      limiter.run(async () => {
        begun.push(number);
        most = Math.max(most, (now += 1));
        await sleep(5);
        now -= 1;
        if (number % 2 === 0) throw new Error("even");
      }),
    ),
  );
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(2);
});
