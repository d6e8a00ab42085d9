import { testExamples } from "./examples.ts";

testExamples("keys");
