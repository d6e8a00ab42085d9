import { stdioDoor } from "./doors.ts";
import { programs } from "./programs.ts";
import { describeClients } from "./scenes.ts";

describeClients("stdio", programs, stdioDoor);
