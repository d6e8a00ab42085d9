import { testExamples } from "./examples.ts";

testExamples("policies");
