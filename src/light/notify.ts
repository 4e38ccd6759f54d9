import { lightProgram } from "../cli/program.ts";
import { NOTIFY } from "../cli/tables/notify.ts";
import * as program from "../clients/notify.ts";

export const main = lightProgram(NOTIFY, program);
