import { expect, test } from "vitest";
import { eras } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { waysIn } from "./ways-in.ts";

/** Addresses on which patterns that repeat within repeats would not come to an end. A header may hold them too. */
const long: readonly string[] = [
  `db://schema/${",".repeat(10_000)}`,
  `db://schema/${"a/table/".repeat(1_200)}`,
  `db://schema/${"%2C".repeat(3_000)}/table/x`,
  `db://schema/x/table/${"/".repeat(10_000)}`,
  `skill://${"x/".repeat(3_000)}`,
  `neon://projects/${"/branches".repeat(1_200)}`,
];

test.each(waysIn)(
  "over %s, no template repeats a part, and long addresses are answered",
  async (_, open) => {
    await using database = await testDatabase();
    await using server = await open([], { DATABASE_URL: database.url });
    for (const era of eras) {
      await using client = await server.connect(era);
      const { resourceTemplates } = await client.listResourceTemplates();
      expect(resourceTemplates.length).toBeGreaterThan(0);
      for (const { uriTemplate } of resourceTemplates) expect(uriTemplate).not.toContain("*}");
      for (const uri of long)
        await expect(client.readResource({ uri }, { timeout: 60_000 })).rejects.toThrow(
          /not found|NOT_FOUND/i,
        );
    }
  },
);
