/**
 * Where distributions keep NUT: Debian's packages nut-client and nut-server 2.8.0, aports community/nut, Fedora's nut.spec, Arch's
 * PKGBUILD of 2.8.5, OpenWrt's packages net/nut, RaspberryMatic's S51nut, DSM 7's ups-net.sh.
 */
import type { FileTree } from "../file-tree.ts";
import type { OsRelease } from "../os-release.ts";

export type DistributionName =
  | "debian"
  | "alpine"
  | "raspberrymatic"
  | "redhat"
  | "arch"
  | "openwrt"
  | "synology"
  | "unknown";

/** How C's programs are packaged; packages of one command together. */
export interface Packages {
  readonly server: readonly string[];
  readonly client: readonly string[];
  /** The command that installs them; undefined where nothing is installed. */
  readonly install: string | undefined;
}

export interface Distribution {
  readonly name: DistributionName;
  /** In os-release. */
  readonly ids: readonly string[];
  /** Files or folders that only this system has; all of them must be there. */
  readonly marks: readonly string[];
  readonly confPath: string;
  /** Sockets of C's drivers. */
  readonly statePath: string;
  /** PID file of C's upsmon. */
  readonly pidPath: string;
  /** PID files of C's upsd and drivers. */
  readonly altPidPath: string;
  /** Programs of C: upsd and upsmon, and the drivers. */
  readonly sbinPath: string;
  readonly driverPath: string;
  /** Of upsd and the drivers. */
  readonly user: string;
  readonly group: string;
  /** Of upsmon where it is another. */
  readonly monitorUser?: string;
  /** Outlives a remounting read-only and the unmounting of all but the root file system. */
  readonly powerDownFlag: string;
  /** Undefined where no udev runs. */
  readonly udevRules: string | undefined;
  readonly packages: Packages;
  readonly shutdownCommand: string;
  readonly restartCommand: string;
  /** Outlives a boot; its folder is upsmon's to write to. */
  readonly shutdownRecord: string;
}

const NOTHING_TO_INSTALL: Packages = { server: [], client: [], install: undefined };

const UNKNOWN: Distribution = {
  name: "unknown",
  ids: [],
  marks: [],
  confPath: "/etc/nut",
  statePath: "/run/nut",
  pidPath: "/run/nut",
  altPidPath: "/run/nut",
  sbinPath: "/usr/sbin",
  driverPath: "/usr/lib/nut",
  user: "nut",
  group: "nut",
  powerDownFlag: "/etc/killpower",
  udevRules: "/etc/udev/rules.d",
  packages: NOTHING_TO_INSTALL,
  shutdownCommand: "/sbin/shutdown -h +0",
  restartCommand: "/sbin/shutdown -r +0",
  shutdownRecord: "/var/lib/nut/upsmon.shutdown",
};

/** The first that fits; the last fits all. */
export const DISTRIBUTIONS: readonly Distribution[] = [
  {
    ...UNKNOWN,
    name: "raspberrymatic",
    marks: ["/VERSION", "/usr/local/etc/config"],
    confPath: "/usr/local/etc/config/nut",
    statePath: "/var/state/ups",
    pidPath: "/var/run",
    altPidPath: "/var/run/upsd",
    driverPath: "/usr/sbin",
    user: "nobody",
    group: "nogroup",
    powerDownFlag: "/var/run/killpower",
    udevRules: undefined,
    shutdownCommand: "/sbin/poweroff",
    restartCommand: "/sbin/reboot",
    shutdownRecord: "/usr/local/etc/config/nut-state/upsmon.shutdown",
  },
  {
    ...UNKNOWN,
    name: "synology",
    marks: ["/etc.defaults/VERSION", "/usr/syno"],
    confPath: "/etc/ups",
    statePath: "/run/ups_state",
    pidPath: "/run",
    altPidPath: "/run/ups_state",
    driverPath: "/usr/bin",
    user: "root",
    group: "root",
    udevRules: undefined,
  },
  {
    ...UNKNOWN,
    name: "openwrt",
    ids: ["openwrt"],
    statePath: "/var/run/nut",
    pidPath: "/var/run",
    altPidPath: "/var/run/nut",
    driverPath: "/lib/nut",
    monitorUser: "nutmon",
    powerDownFlag: "/var/run/killpower",
    udevRules: undefined,
    packages: { server: ["nut-server"], client: ["nut-upsmon", "nut-upsc"], install: "opkg install" },
    shutdownCommand: "/usr/sbin/nutshutdown",
    restartCommand: "/sbin/reboot",
    shutdownRecord: "/etc/nut-state/upsmon.shutdown",
  },
  {
    ...UNKNOWN,
    name: "alpine",
    ids: ["alpine"],
    statePath: "/var/run/nut",
    pidPath: "/var/run",
    altPidPath: "/var/run/nut",
    udevRules: "/lib/udev/rules.d",
    packages: { server: ["nut", "nut-openrc"], client: ["nut", "nut-openrc"], install: "apk add" },
    shutdownCommand: "/sbin/poweroff",
    restartCommand: "/sbin/reboot",
  },
  {
    ...UNKNOWN,
    name: "arch",
    ids: ["arch"],
    statePath: "/var/lib/nut",
    sbinPath: "/usr/bin",
    packages: { server: ["nut"], client: ["nut"], install: "pacman -S" },
  },
  {
    ...UNKNOWN,
    name: "redhat",
    ids: ["fedora", "rhel", "centos", "rocky", "almalinux", "ol"],
    confPath: "/etc/ups",
    driverPath: "/usr/sbin",
    group: "dialout",
    packages: { server: ["nut"], client: ["nut-client"], install: "dnf install" },
  },
  {
    ...UNKNOWN,
    name: "debian",
    ids: ["debian", "ubuntu", "raspbian"],
    sbinPath: "/sbin",
    driverPath: "/lib/nut",
    packages: { server: ["nut-server"], client: ["nut-client"], install: "apt-get install" },
  },
  UNKNOWN,
];

/** The row for a system. */
export function distributionOf({ ids }: OsRelease, tree: FileTree): Distribution {
  const marked = DISTRIBUTIONS.find(
    ({ marks }) => marks.length > 0 && marks.every((mark) => tree.stat(mark) !== undefined),
  );
  const named = ids.flatMap((id) => DISTRIBUTIONS.find((row) => row.ids.includes(id)) ?? []);
  return marked ?? named[0] ?? UNKNOWN;
}
