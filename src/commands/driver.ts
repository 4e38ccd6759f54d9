import { oclifCommand } from "../cli/oclif.ts";
import { DRIVER } from "../cli/tables/driver.ts";

export default oclifCommand(DRIVER, () => import("../driver-daemon/program.ts"));
