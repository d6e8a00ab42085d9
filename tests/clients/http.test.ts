import { httpDoor } from "./doors.ts";
import { programs } from "./programs.ts";
import { describeClients } from "./scenes.ts";

describeClients("HTTP", programs, httpDoor);
