import { stdioDoor } from "../doors.ts";
import { describeClients } from "../scenes.ts";
import { programs } from "./programs.ts";

describeClients("stdio", programs, stdioDoor);
