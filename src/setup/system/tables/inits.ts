/** What starts services, by what it is told, and where the last scripts of a shutdown lie. */
import type { FileTree } from "../file-tree.ts";

export type InitName = "systemd" | "openrc" | "busybox" | "procd" | "sysv" | "none";

/** C's units or scripts; where one script does all, it stands three times. */
export interface Services {
  readonly driver: string | undefined;
  readonly server: string | undefined;
  readonly monitor: string | undefined;
  /** What starts all of them. */
  readonly all: string | undefined;
}

/** What has the UPS switched off once everything else has ended. */
export interface ShutdownHook {
  /** Where ours goes. */
  readonly path: string;
  /** Folders in which programs are run then; a single program where the path is not a folder. */
  readonly places: readonly string[];
  /** The file systems that are still mounted then, besides those in memory; none where nothing is unmounted. */
  readonly mounted: readonly string[];
}

export interface Init {
  readonly name: InitName;
  /** Whether it is this one. */
  is(tree: FileTree): boolean;
  readonly services: Services;
  readonly hook: ShutdownHook | undefined;
  /** Commands, with the service in place of `%s`. */
  readonly start: string | undefined;
  readonly restart: string | undefined;
}

const there =
  (...paths: readonly string[]) =>
  (tree: FileTree): boolean =>
    paths.some((path) => tree.stat(path) !== undefined);

/** What /sbin/init is, where the system does not run: mounted, unpacked, or in a container. */
const initIs =
  (program: RegExp) =>
  (tree: FileTree): boolean =>
    tree.stat("/sbin/init") !== undefined && program.test(tree.resolve("/sbin/init") ?? "");

const NO_SERVICES: Services = { driver: undefined, server: undefined, monitor: undefined, all: undefined };

/** The first that fits; the last fits all. */
export const INITS: readonly Init[] = [
  {
    name: "systemd",
    is: (tree) => there("/run/systemd/system")(tree) || initIs(/\/systemd$/)(tree),
    services: {
      driver: "nut-driver@.service",
      server: "nut-server.service",
      monitor: "nut-monitor.service",
      all: "nut.target",
    },
    hook: {
      path: "/usr/lib/systemd/system-shutdown/nutshutdown",
      places: ["/usr/lib/systemd/system-shutdown", "/lib/systemd/system-shutdown"],
      // nonunmountable_path of systemd's src/shutdown/umount.c.
      mounted: ["/", "/usr"],
    },
    start: "systemctl enable --now %s",
    restart: "systemctl restart %s",
  },
  {
    name: "openrc",
    is: there("/run/openrc", "/sbin/openrc", "/usr/sbin/openrc"),
    services: { driver: "nut-upsd", server: "nut-upsd", monitor: "nut-upsmon", all: undefined },
    hook: {
      path: "/etc/init.d/nut-powerfail",
      // Runs behind mount-ro.
      places: ["/etc/runlevels/shutdown"],
      mounted: ["/", "/usr"],
    },
    start: "rc-update add %s && rc-service %s start",
    restart: "rc-service %s restart",
  },
  {
    name: "procd",
    is: there("/sbin/procd"),
    services: { driver: "nut-driver", server: "nut-server", monitor: "nut-monitor", all: undefined },
    hook: {
      path: "/usr/sbin/nutshutdown",
      places: ["/usr/sbin/nutshutdown"],
      // It is the SHUTDOWNCMD: nothing is unmounted before it runs.
      mounted: [],
    },
    start: "/etc/init.d/%s enable && /etc/init.d/%s start",
    restart: "/etc/init.d/%s restart",
  },
  {
    name: "busybox",
    is: initIs(/\/busybox$/),
    services: { driver: "S51nut", server: "S51nut", monitor: "S51nut", all: "S51nut" },
    hook: {
      path: "/usr/local/etc/config/rc.d/nutshutdown",
      places: ["/usr/local/etc/config/rc.d"],
      mounted: [],
    },
    start: "/etc/init.d/%s start",
    restart: "/etc/init.d/%s restart",
  },
  {
    name: "sysv",
    is: there("/etc/inittab"),
    services: { driver: "nut-server", server: "nut-server", monitor: "nut-client", all: undefined },
    hook: {
      path: "/etc/init.d/ups-monitor",
      places: ["/etc/init.d/ups-monitor"],
      mounted: ["/", "/usr"],
    },
    start: "service %s start",
    restart: "service %s restart",
  },
  { name: "none", is: () => true, services: NO_SERVICES, hook: undefined, start: undefined, restart: undefined },
];
