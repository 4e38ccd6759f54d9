import { oclifCommand } from "../cli/oclif.ts";
import { UPSRW } from "../cli/tables/upsrw.ts";

export default oclifCommand(UPSRW, () => import("../clients/upsrw.ts"));
