import { describe, expect, it } from "@jest/globals";
import { readSystemFacts } from "../../../src/setup/system/system-facts.ts";
import { DISTRIBUTIONS } from "../../../src/setup/system/tables/distributions.ts";
import { INITS } from "../../../src/setup/system/tables/inits.ts";
import { confPath } from "../../../src/system/files/paths.ts";
import { type FakeFiles, fakeTree } from "../../sim/machine/fake-tree.ts";

const osRelease = (id: string, like: string, title: string): FakeFiles => ({
  "/etc/os-release": `NAME="${title}"\nID=${id}\nID_LIKE="${like}"\nPRETTY_NAME="${title}"\n`,
});

const SYSTEMD: FakeFiles = { "/run/systemd/system": { kind: "folder" } };
const OPENRC: FakeFiles = { "/sbin/openrc": "", "/sbin/init": { link: "/bin/busybox" }, "/bin/busybox": "" };

const facts = (...files: readonly FakeFiles[]) => readSystemFacts(fakeTree(Object.assign({}, ...files)));

const SYSTEMS: readonly (readonly [title: string, files: readonly FakeFiles[], expected: object])[] = [
  [
    "Debian",
    [osRelease("debian", "", "Debian GNU/Linux 12 (bookworm)"), SYSTEMD],
    { distribution: { name: "debian", user: "nut" }, init: { name: "systemd" }, confPath: "/etc/nut" },
  ],
  [
    "Ubuntu",
    [osRelease("ubuntu", "debian", "Ubuntu 24.04.4 LTS"), SYSTEMD],
    { distribution: { name: "debian" }, title: "Ubuntu 24.04.4 LTS" },
  ],
  [
    "Linux Mint, by what it is like",
    [osRelease("linuxmint", "ubuntu debian", "Mint")],
    { distribution: { name: "debian" } },
  ],
  ["Raspbian", [osRelease("raspbian", "debian", "Raspbian 12")], { distribution: { name: "debian" } }],
  [
    "Proxmox VE",
    [osRelease("debian", "", "Debian GNU/Linux 13"), SYSTEMD, { "/usr/bin/pveversion": "" }],
    { distribution: { name: "debian" }, title: "Proxmox VE on Debian GNU/Linux 13" },
  ],
  [
    "Alpine",
    [osRelease("alpine", "", "Alpine Linux v3.22"), OPENRC],
    {
      distribution: { name: "alpine", statePath: "/var/run/nut" },
      init: { name: "openrc", services: { server: "nut-upsd", monitor: "nut-upsmon" } },
    },
  ],
  [
    "RaspberryMatic",
    [
      osRelease("buildroot", "", "Buildroot"),
      { "/VERSION": "PRODUCT=rpi4\n", "/usr/local/etc/config/nut": { kind: "folder" } },
      { "/sbin/init": { link: "../bin/busybox" }, "/bin/busybox": "" },
    ],
    {
      distribution: { name: "raspberrymatic" },
      init: { name: "busybox" },
      confPath: "/usr/local/etc/config/nut",
    },
  ],
  [
    "Fedora",
    [osRelease("fedora", "", "Fedora Linux 43"), SYSTEMD, { "/etc/ups/ups.conf": "" }],
    { distribution: { name: "redhat", group: "dialout" }, confPath: "/etc/ups" },
  ],
  [
    "Rocky",
    [osRelease("rocky", "rhel centos fedora", "Rocky Linux 9")],
    { distribution: { name: "redhat" }, confPath: "/etc/ups" },
  ],
  [
    "Arch",
    [osRelease("arch", "", "Arch Linux"), SYSTEMD],
    { distribution: { name: "arch", sbinPath: "/usr/bin", statePath: "/var/lib/nut" } },
  ],
  [
    "OpenWrt",
    [osRelease("openwrt", "lede openwrt", "OpenWrt 24.10"), { "/sbin/procd": "" }],
    { distribution: { name: "openwrt", monitorUser: "nutmon", udevRules: undefined }, init: { name: "procd" } },
  ],
  [
    "DSM",
    [{ "/etc.defaults/VERSION": "", "/usr/syno": { kind: "folder" }, "/etc/ups": { kind: "folder" } }, SYSTEMD],
    { distribution: { name: "synology" }, confPath: "/etc/ups", title: "an unknown system" },
  ],
  ["nothing that is known", [{}], { distribution: { name: "unknown" }, init: { name: "none" }, confPath: "/etc/nut" }],
];

describe("what is known about", () => {
  it.each(SYSTEMS)("%s", (_title, files, expected) => {
    expect(facts(...files)).toMatchObject(expected);
  });

  it("every distribution of the table is read from some system above", () => {
    const read = new Set(SYSTEMS.map(([, files]) => facts(...files).distribution.name));
    expect(DISTRIBUTIONS.filter(({ name }) => !read.has(name))).toEqual([]);
  });

  it("a Debian tree that does not run, by its /sbin/init", () => {
    const init = {
      "/sbin/init": { link: "/lib/systemd/systemd" },
      "/lib": { link: "usr/lib" },
      "/usr/lib/systemd/systemd": "",
    };
    expect(facts(osRelease("debian", "", "Debian"), init).init.name).toBe("systemd");
  });

  it("a container: no init and no udev", () => {
    expect(facts(osRelease("debian", "", "Debian"), { "/.dockerenv": "" })).toMatchObject({
      container: true,
      init: { name: "none" },
    });
  });

  it("a system whose os-release cannot be read", () => {
    expect(facts({ "/etc/os-release": { fails: "EACCES" } }).distribution.name).toBe("unknown");
  });

  it("the folder of the files: NUT_CONFPATH first, then the distribution's own, then another that is there", () => {
    const debian = osRelease("debian", "", "Debian");
    const tree = fakeTree({ ...debian, "/usr/local/etc/nut": { kind: "folder" } });
    expect(readSystemFacts(tree, { NUT_CONFPATH: "/srv/nut" }).confPath).toBe("/srv/nut");
    expect(readSystemFacts(tree).confPath).toBe("/usr/local/etc/nut");
    expect(readSystemFacts(fakeTree({ ...debian, "/etc/ups": { kind: "folder" } })).confPath).toBe("/etc/ups");
    expect(readSystemFacts(fakeTree(debian)).confPath).toBe("/etc/nut");
  });
});

describe("the tables", () => {
  it.each(DISTRIBUTIONS.map((row) => [row.name, row] as const))(
    "%s: our programs look in the folder of its files",
    (_name, row) => {
      expect(confPath({}, (path) => path === row.confPath)).toBe(row.confPath);
    },
  );

  it.each(DISTRIBUTIONS.map((row) => [row.name, row] as const))("%s has absolute paths", (_name, row) => {
    for (const path of [row.confPath, row.statePath, row.pidPath, row.altPidPath, row.powerDownFlag, row.sbinPath])
      expect(path).toMatch(/^\/[a-z]/);
  });

  it("every init but the last has services and a place for the last scripts", () => {
    for (const { name, services, hook } of INITS.slice(0, -1)) {
      expect([name, services.monitor, hook?.places.length]).toEqual([name, expect.any(String), expect.any(Number)]);
    }
    expect(INITS.at(-1)?.is(fakeTree({}))).toBe(true);
  });
});
