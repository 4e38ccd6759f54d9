/** A machine to install services on, as a plan sees it. */
import type { Layout, Standing } from "../../../src/setup/service/layout.ts";
import type { Site } from "../../../src/setup/service/site.ts";
import { readSystemFacts } from "../../../src/setup/system/system-facts.ts";
import { type FakeFiles, fakeTree } from "../../sim/machine/fake-tree.ts";

export const DEBIAN: FakeFiles = {
  "/etc/os-release": "ID=debian\n",
  "/run/systemd/system": { kind: "folder" },
  "/etc/nut/ups.conf": "[eaton]\n driver = usbhid-ups\n port = auto\n",
};
export const ALPINE: FakeFiles = { "/etc/os-release": "ID=alpine\n", "/sbin/openrc": "" };
export const RASPBERRYMATIC: FakeFiles = {
  "/VERSION": "PRODUCT=rpi4\n",
  "/usr/local/etc/config/nut": { kind: "folder" },
  "/sbin/init": { link: "/bin/busybox" },
  "/bin/busybox": "",
};

export const LAYOUT: Layout = {
  kind: "separate",
  program: ["/usr/bin/node", "/usr/lib/node_modules/nutts/bin/run.js"],
  upsnames: ["eaton", "the garage"],
  mode: "netserver",
};

const NONE: ReadonlySet<string> = new Set();

const STANDING: Standing = {
  has: () => false,
  users: new Set(["root", "nut"]),
  groups: new Set(["root", "nut", "dialout"]),
  running: NONE,
  active: NONE,
  enabled: NONE,
  pluggedIn: [],
};

export const siteOf = (
  files: FakeFiles,
  layout: Partial<Layout> = {},
  { paths = [], ...standing }: Partial<Standing> & { readonly paths?: readonly string[] } = {},
): Site => ({
  facts: readSystemFacts(fakeTree(files)),
  layout: { ...LAYOUT, ...layout },
  standing: { ...STANDING, has: (path) => paths.includes(path), ...standing },
});
