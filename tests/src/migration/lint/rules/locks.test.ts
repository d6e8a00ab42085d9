import { testExamples } from "./examples.ts";

testExamples("locks");
