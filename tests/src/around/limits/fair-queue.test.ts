import fc from "fast-check";
import { expect, test } from "vitest";
import { type Leave, createFairQueue } from "../../../../src/around/limits/fair-queue.ts";

const never = new AbortController().signal;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("callers are served in turn, each one's calls in their order", async () => {
  const queue = createFairQueue({ atOnce: 1, perCaller: 10, total: 100 });
  const order: string[] = [];
  const enter = async (caller: string, name: string): Promise<void> => {
    const leave = await queue.enter("t", caller, never);
    order.push(name);
    await settle();
    leave?.();
  };
  await Promise.all([
    enter("greedy", "g1"),
    enter("greedy", "g2"),
    enter("greedy", "g3"),
    enter("greedy", "g4"),
    enter("modest", "m1"),
    enter("other", "o1"),
    enter("modest", "m2"),
  ]);
  expect(order).toEqual(["g1", "g2", "m1", "o1", "g3", "m2", "g4"]);
});

test("who has filled his places is refused, others are not", async () => {
  const queue = createFairQueue({ atOnce: 1, perCaller: 2, total: 3 });
  const inside = await queue.enter("t", "greedy", never);
  const ahead: number[] = [];
  const greedy = [1, 2].map(() => queue.enter("t", "greedy", never, (each) => ahead.push(each)));
  expect(await queue.enter("t", "greedy", never)).toBeUndefined();
  const modest = queue.enter("t", "modest", never, (each) => ahead.push(each));
  expect(await queue.enter("t", "other", never), "no room in all").toBeUndefined();
  expect(await queue.enter("elsewhere", "other", never), "another target").toBeTypeOf("function");
  expect(ahead).toEqual([0, 1, 1]);
  expect(queue.waiting).toBe(3);
  inside?.();
  for (const next of [greedy[0], modest, greedy[1]]) (await next)?.();
  expect(queue.waiting).toBe(0);
});

test("who is cancelled leaves at once, and nobody behind him notices", async () => {
  const queue = createFairQueue({ atOnce: 1, perCaller: 10, total: 100 });
  const inside = await queue.enter("t", "a", never);
  const stop = new AbortController();
  const gone = queue.enter("t", "b", stop.signal);
  const next = queue.enter("t", "b", never);
  stop.abort(new Error("gone"));
  await expect(gone).rejects.toThrow("gone");
  expect(queue.waiting).toBe(1);
  inside?.();
  inside?.();
  expect(await next).toBeTypeOf("function");
  await expect(queue.enter("t", "b", stop.signal)).rejects.toThrow("gone");
});

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("enter"), caller: fc.nat(3), lane: fc.nat(1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("leave"), caller: fc.nat(20), lane: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("cancel"), caller: fc.nat(20), lane: fc.constant(0) }),
  },
);

test("whatever comes, goes and is cancelled: never too many inside, nobody idle, everybody served", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, atOnce) => {
        const queue = createFairQueue({ atOnce, perCaller: 5, total: 8 });
        const inside = new Map<number, { lane: number; leave: Leave }>();
        const waiting = new Map<number, { lane: number; caller: number; stop: AbortController }>();
        const served = new Map<string, number>();
        const check = (): void => {
          for (const lane of [0, 1]) {
            const count = [...inside.values()].filter((each) => each.lane === lane).length;
            const queued = [...waiting.values()].filter((each) => each.lane === lane).length;
            expect(count).toBeLessThanOrEqual(atOnce);
            expect(queued === 0 || count === atOnce, "nobody waits where there is room").toBe(true);
          }
          expect(queue.waiting).toBe(waiting.size);
        };
        const enter = (id: number, caller: number, lane: number): void => {
          const stop = new AbortController();
          waiting.set(id, { lane, caller, stop });
          queue.enter(`${lane}`, `${caller}`, stop.signal).then(
            (leave) => {
              waiting.delete(id);
              if (leave === undefined) return;
              inside.set(id, { lane, leave });
              const key = `${lane} ${caller}`;
              // own order: ids rise
              expect(id).toBeGreaterThan(served.get(key) ?? -1);
              served.set(key, id);
            },
            () => waiting.delete(id),
          );
        };
        for (const [id, { do: what, caller, lane }] of steps.entries()) {
          if (what === "enter") enter(id, caller, lane);
          const [key] = [...(what === "leave" ? inside : waiting).keys()].slice(caller % 7);
          if (what === "leave" && key !== undefined) {
            inside.get(key)?.leave();
            inside.delete(key);
          }
          if (what === "cancel" && key !== undefined) waiting.get(key)?.stop.abort();
          await settle();
          check();
        }
        while (inside.size > 0) {
          for (const [id, { leave }] of inside) {
            leave();
            inside.delete(id);
          }
          await settle();
        }
        expect(waiting.size).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
