import { lightProgram } from "../cli/program.ts";
import { UPSRW } from "../cli/tables/upsrw.ts";
import * as program from "../clients/upsrw.ts";

export const main = lightProgram(UPSRW, program);
