/** LIBUSB_DEBUG of ups.conf reaches libusb through the environment, which it reads when it is first loaded. */
import type { DriverConfig } from "../engine/driver-config.ts";

/** Drivers in one process share one libusb: the most talkative of them decides. */
export function exportLibusbDebug(
  configs: readonly Pick<DriverConfig, "common">[],
  env: Record<string, string | undefined> = process.env,
): void {
  const levels = configs.flatMap(({ common }) => common.libusbDebug ?? []);
  if (levels.length > 0) env.LIBUSB_DEBUG = String(Math.max(...levels));
}
