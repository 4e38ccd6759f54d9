import { oclifCommand } from "../cli/oclif.ts";
import { UPSCMD } from "../cli/tables/upscmd.ts";

export default oclifCommand(UPSCMD, () => import("../clients/upscmd.ts"));
