import { oclifCommand } from "../cli/oclif.ts";
import { UPSLOG } from "../cli/tables/upslog.ts";

export default oclifCommand(UPSLOG, () => import("../clients/upslog/program.ts"));
