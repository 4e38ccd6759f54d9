import { oclifCommand } from "../cli/oclif.ts";
import { UPSD } from "../cli/tables/upsd.ts";

export default oclifCommand(UPSD, () => import("../daemons/upsd/program.ts"));
