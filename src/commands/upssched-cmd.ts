import { oclifCommand } from "../cli/oclif.ts";
import { UPSSCHED_CMD } from "../cli/tables/upssched-cmd.ts";

export default oclifCommand(UPSSCHED_CMD, () => import("../clients/upssched-cmd.ts"));
