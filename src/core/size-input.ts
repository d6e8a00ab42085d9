import * as z from "zod";

const cu = z.number().min(0.25).max(56).optional();

/** A compute's size in a tool's input; what is left out stays as it is. A record to the client: it costs a third of the tokens. */
export const SizeInput = z.record(z.string(), z.unknown()).pipe(
  z.strictObject({
    min_cu: cu,
    max_cu: cu,
    /** 0: Neon's default, -1: never. */
    suspend_seconds: z.int().min(-1).max(604_800).optional(),
  }),
);
