import { testExamples } from "./examples.ts";

testExamples("tables");
