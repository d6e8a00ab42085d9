/** Both to their end, whatever happens to the other; where one fails, what the other opened is closed. */
export async function both<A, B>(works: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled(works);
  if (a.status === "fulfilled" && b.status === "fulfilled") return [a.value, b.value];
  for (const result of [a, b]) if (result.status === "fulfilled") await close(result.value);
  throw a.status === "rejected" ? a.reason : b.status === "rejected" ? b.reason : undefined;
}

async function close(value: unknown): Promise<void> {
  if (isDisposable(value)) await value[Symbol.asyncDispose]();
}

const isDisposable = (value: unknown): value is AsyncDisposable =>
  typeof value === "object" && value !== null && Symbol.asyncDispose in value;
