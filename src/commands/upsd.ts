import { oclifCommand } from "../cli/oclif.ts";
import { UPSD } from "../cli/tables/upsd.ts";

export default oclifCommand(UPSD, () => import("../upsd/program.ts"));
