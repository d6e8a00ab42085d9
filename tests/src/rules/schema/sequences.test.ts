import { testExamples } from "./examples.ts";

testExamples("sequences");
