import { oclifCommand } from "../cli/oclif.ts";
import { DRIVER } from "../cli/tables/driver.ts";

export default oclifCommand(DRIVER, () => import("../daemons/driver/program.ts"));
