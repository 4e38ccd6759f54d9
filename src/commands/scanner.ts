import { oclifCommand } from "../cli/oclif.ts";
import { SCANNER } from "../cli/tables/scanner.ts";

export default oclifCommand(SCANNER, () => import("../scanner/program.ts"));
