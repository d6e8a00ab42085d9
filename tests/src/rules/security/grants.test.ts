import { testExamples } from "./examples.ts";

testExamples("grants");
