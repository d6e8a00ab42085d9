import { createEmbedded } from "../embedded/embedded.ts";
import { demo as play } from "../demo/demo.ts";
