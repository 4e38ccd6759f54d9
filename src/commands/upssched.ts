import { oclifCommand } from "../cli/oclif.ts";
import { UPSSCHED } from "../cli/tables/upssched.ts";

export default oclifCommand(UPSSCHED, () => import("../upssched/main.ts"));
