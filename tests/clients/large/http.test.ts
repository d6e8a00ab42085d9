import { httpDoor } from "../doors.ts";
import { describeClients } from "../scenes.ts";
import { programs } from "./programs.ts";

describeClients("HTTP", programs, httpDoor);
