import { testExamples } from "./examples.ts";

testExamples("surroundings");
