import { expect, it } from "@jest/globals";
import { NOTIFY_TYPES } from "../../src/nut/notify-types.ts";

it("lists the 31 notify types of upsmon 2.8.5, the one that its master has gained, and our own six, each once", () => {
  const ofC = `ONLINE ONBATT LOWBATT FSD COMMOK COMMBAD SHUTDOWN SHUTDOWN_HOSTSYNC REPLBATT NOCOMM NOPARENT CAL NOTCAL
    OFF NOTOFF BYPASS NOTBYPASS ECO NOTECO ALARM NOTALARM OVER NOTOVER TRIM NOTTRIM BOOST NOTBOOST OTHER NOTOTHER
    SUSPEND_TIMEJUMP_UNEXPECTED SUSPEND_STARTING SUSPEND_FINISHED`.split(/\s+/);
  expect([...NOTIFY_TYPES]).toEqual([
    ...ofC,
    "NOLOGIN",
    "SHUTDOWN_FAILED",
    "SHUTDOWN_REPORT",
    "BATTERYTEST",
    "BATTERYTEST_FAILED",
    "BATTERYWORN",
  ]);
});
