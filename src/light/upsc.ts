import { lightProgram } from "../cli/program.ts";
import { UPSC } from "../cli/tables/upsc.ts";
import * as program from "../clients/upsc.ts";

export const main = lightProgram(UPSC, program);
