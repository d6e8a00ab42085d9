import { testExamples } from "./examples.ts";

testExamples("clients");
