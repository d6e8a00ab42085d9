import { noRuby, ruby } from "./debian.ts";
import { describeStacks, POOL } from "./scenes.ts";

describeStacks(
  [{ stack: "rails", drivers: ["rails.rb"], command: () => ruby("rails.rb", String(POOL)) }],
  noRuby,
);
