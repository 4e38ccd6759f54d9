import { lightProgram } from "../cli/program.ts";
import { UPSCMD } from "../cli/tables/upscmd.ts";
import * as program from "../clients/upscmd.ts";

export const main = lightProgram(UPSCMD, program);
