import { oclifCommand } from "../cli/oclif.ts";
import { UP } from "../cli/tables/up.ts";

export default oclifCommand(UP, () => import("../up/program.ts"));
