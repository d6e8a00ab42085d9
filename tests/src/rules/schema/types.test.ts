import { testExamples } from "./examples.ts";

testExamples("types");
