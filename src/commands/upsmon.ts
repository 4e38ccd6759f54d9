import { oclifCommand } from "../cli/oclif.ts";
import { UPSMON } from "../cli/tables/upsmon.ts";

export default oclifCommand(UPSMON, () => import("../upsmon/program.ts"));
