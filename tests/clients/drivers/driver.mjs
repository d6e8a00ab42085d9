import { createInterface } from "node:readline";

/**
 * The other end of tests/clients/client.ts: one JSON line asks, one answers. `connect` gets the place that the test names, and what to do
 * when a person is asked; it returns `tools()`, `call(name, args, signal)` and `close()`. A call gives what the client hands to its model:
 * `{ text }`, `{ structured }` or both, and `failed` where the client tells it apart.
 */
export async function drive(connect) {
  let { answer, ...place } = JSON.parse(process.argv[2]);
  const asked = [];
  const ask = (message) => {
    asked.push(message);
    return answer === "accept"
      ? { action: "accept", content: { confirm: true } }
      : { action: answer };
  };
  const running = new Map();
  const client = await connect({ ...place, ...(answer === undefined ? {} : { ask }) });
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  say({ id: 0, value: { connected: true } });

  const doing = {
    tools: () => client.tools(),
    async call({ id, name, args }) {
      const abort = new AbortController();
      running.set(id, abort);
      try {
        return await client.call(name, args, abort.signal);
      } catch (error) {
        // what a program that uses the client has to show its model
        return { thrown: `${error.name}: ${error.message}` };
      } finally {
        running.delete(id);
      }
    },
    cancel: ({ of }) => running.get(of)?.abort(),
    asked: () => asked.splice(0),
    answer: ({ reply }) => void (answer = reply),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    Promise.resolve(doing[question.do](question)).then(
      (value) => say({ id: question.id, value }),
      (error) => say({ id: question.id, error: String(error.stack ?? error) }),
    );
  }
  await client.close();
  process.exit(0);
}

/** The headers of a request with a bearer token. */
export const bearer = (token) => (token === undefined ? {} : { authorization: `Bearer ${token}` });
