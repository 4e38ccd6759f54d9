/** The values of `driver.state` through a driver's life (drivers/main.c of 2.8.5). */
export type DriverState =
  | "init.starting"
  | "init.device"
  | "init.info"
  | "init.updateinfo"
  | "init.quiet"
  | "updateinfo"
  | "quiet"
  | "dumping"
  | "reconnect.trying"
  | "reconnect.updateinfo"
  | "cleanup.upsdrv"
  | "cleanup.exit"
  | "reloading"
  | "fsd.killpower";
