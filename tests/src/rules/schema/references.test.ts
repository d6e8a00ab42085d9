import { testExamples } from "./examples.ts";

testExamples("references");
