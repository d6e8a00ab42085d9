import { testExamples } from "./examples.ts";

testExamples("constraints");
