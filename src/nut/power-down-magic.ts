/** What the file of POWERDOWNFLAG holds when upsmon has written it: clients/upsmon.h. */
export const POWER_DOWN_MAGIC = "upsmon-shutdown-file";
