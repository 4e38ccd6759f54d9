/** Apart from the other files: upsmon reads this one, too, and has no need of the rest. */
import { loader } from "../loader.ts";
import { parseUpsschedConf } from "./upssched-conf.ts";

export const loadUpsschedConf = loader("upssched.conf", parseUpsschedConf, () => false);
