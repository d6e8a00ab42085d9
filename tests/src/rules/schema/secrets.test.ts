import { testExamples } from "./examples.ts";

testExamples("secrets");
