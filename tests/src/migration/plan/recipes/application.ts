import pg from "pg";

/** An application: one of its statements after the other, as fast as they go, until it is stopped. */
export function application(
  url: string,
  turn: (client: pg.Client, number: number) => Promise<void>,
) {
  const client = new pg.Client({ connectionString: url });
  const failures: unknown[] = [];
  let [going, turns] = [true, 0];
  const done = (async () => {
    await client.connect();
    try {
      while (going) await turn(client, ++turns).catch((error: unknown) => failures.push(error));
    } finally {
      await client.end();
    }
  })();
  return {
    failures,
    get turns() {
      return turns;
    },
    async stop() {
      going = false;
      await done;
    },
  };
}

type Application = ReturnType<typeof application>;

/** Until each of them has done some more turns. */
export async function bothGoOn(
  ...applications: readonly (Application | undefined)[]
): Promise<void> {
  const seen = applications.map((each) => each?.turns ?? 0);
  while (!applications.every((each, at) => (each?.turns ?? 0) > (seen[at] ?? 0) + 10))
    await new Promise((resolve) => setTimeout(resolve, 10));
}
