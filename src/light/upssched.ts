import { lightProgram } from "../cli/program.ts";
import { UPSSCHED } from "../cli/tables/upssched.ts";
import * as program from "../upssched/main.ts";

export const main = lightProgram(UPSSCHED, program);
