import { oclifCommand } from "../cli/oclif.ts";
import { UPSC } from "../cli/tables/upsc.ts";

export default oclifCommand(UPSC, () => import("../clients/upsc.ts"));
