import { lightProgram } from "../cli/program.ts";
import { UPSSCHED_CMD } from "../cli/tables/upssched-cmd.ts";
import * as program from "../clients/upssched-cmd.ts";

export const main = lightProgram(UPSSCHED_CMD, program);
