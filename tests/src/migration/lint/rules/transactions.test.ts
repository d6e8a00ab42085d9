import { testExamples } from "./examples.ts";

testExamples("transactions");
