/** A Debian machine in memory on which NUT is set up well, with files put in its place. */
import { readAccount } from "../../../src/setup/system/accounts.ts";
import type { Machine } from "../../../src/setup/system/machine.ts";
import { readSystemFacts } from "../../../src/setup/system/system-facts.ts";
import { type FakeFile, type FakeFiles, fakeTree } from "./fake-tree.ts";

export const NUT_GID = 109;

/** Owned as the package owns it. */
export const conf = (text: string): FakeFile => ({ text, mode: 0o640, gid: NUT_GID });

export const program = (text = "\u007fELF"): FakeFile => ({ text, mode: 0o755 });

const CMD = `#!/bin/sh
case $1 in
    onbatt-long)
        logger "on battery for long"
        /sbin/upsmon -c fsd
        ;;
    back)
        logger "mains are back" ;;
esac
`;

const HOOK = `#!/bin/sh
[ -x /sbin/upsmon ] || exit
if /sbin/upsmon -K >/dev/null 2>&1; then
  /sbin/upsdrvctl shutdown
fi
`;

export const MOUNTS = (...places: readonly string[]): string =>
  ["/", "/run", ...places]
    .map((place, at) => `${at} 1 8:${at} / ${place} rw,relatime - ext4 /dev/sd${at} rw\n`)
    .join("");

export const WELL_SET_UP: FakeFiles = {
  "/etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  "/run/systemd/system": { kind: "folder", mode: 0o755 },
  "/run/nut": { kind: "folder", mode: 0o770, gid: NUT_GID },
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnut:x:104:109::/var/lib/nut:/usr/sbin/nologin\n",
  "/etc/group": "root:x:0:\nnut:x:109:\nstaff:x:50:\n",
  "/proc/self/mountinfo": MOUNTS(),
  "/bin/sh": program(),
  "/sbin/shutdown": program(),
  "/sbin/upsmon": program(),
  "/sbin/upsdrvctl": program(),
  "/sbin/upssched": program(),
  "/lib/nut/usbhid-ups": program(),
  "/usr/lib/systemd/system-shutdown/nutshutdown": program(HOOK),
  "/etc/nut": { kind: "folder", mode: 0o750, gid: NUT_GID },
  "/etc/nut/nut.conf": conf("MODE=netserver\n"),
  "/etc/nut/ups.conf": conf("[rack]\n\tdriver = usbhid-ups\n\tport = auto\n\tdefault.battery.runtime = 1200\n"),
  "/etc/nut/upsd.conf": conf("LISTEN 127.0.0.1\nLISTEN 192.168.1.10\n"),
  "/etc/nut/upsd.users": conf("[local]\n\tpassword = s3cret\n\tupsmon primary\n"),
  "/etc/nut/upsmon.conf": conf(`MONITOR rack@localhost 1 local s3cret primary
SHUTDOWNCMD "/sbin/shutdown -h +0"
POWERDOWNFLAG /etc/killpower
NOTIFYCMD /sbin/upssched
NOTIFYFLAG ONBATT SYSLOG+WALL+EXEC
NOTIFYFLAG ONLINE SYSLOG+WALL+EXEC
NOTIFYFLAG SHUTDOWN SYSLOG+WALL+EXEC
`),
  "/etc/nut/upssched.conf": conf(`CMDSCRIPT /etc/nut/cmd
PIPEFN /run/nut/upssched.pipe
LOCKFN /run/nut/upssched.lock
AT ONBATT * START-TIMER onbatt-long 300
AT ONLINE * CANCEL-TIMER onbatt-long
AT ONLINE * EXECUTE back
`),
  "/etc/nut/cmd": { text: CMD, mode: 0o750, gid: NUT_GID },
};

const without = (files: Readonly<Record<string, string | FakeFile | undefined>>): FakeFiles =>
  Object.fromEntries(Object.entries(files).flatMap(([path, file]) => (file === undefined ? [] : [[path, file]])));

/** Files that are undefined are not there. */
export type Overrides = Readonly<Record<string, string | FakeFile | undefined>>;

export function fakeMachine(overrides: Overrides = {}, base: FakeFiles = WELL_SET_UP): Machine {
  const tree = fakeTree(without({ ...base, ...overrides }));
  return {
    tree,
    env: {},
    facts: readSystemFacts(tree),
    hostname: "server",
    addresses: ["127.0.0.1", "::1", "192.168.1.10", "fe80::1%eth0"],
    me: { name: "root", uid: 0, gid: 0, groups: [0] },
    account: (name) => Promise.resolve(readAccount(tree, name)),
  };
}
