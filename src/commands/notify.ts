import { oclifCommand } from "../cli/oclif.ts";
import { NOTIFY } from "../cli/tables/notify.ts";

export default oclifCommand(NOTIFY, () => import("../clients/notify.ts"));
