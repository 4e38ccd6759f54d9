/** What a section of upssched-cmd.conf says that works, and that hardly anybody means; and the same said right. */
import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { readHosts } from "../../src/hosts/hosts-conf.ts";

const SECRETS = { file: () => ({ kind: "found", secret: "-" }) as const, env: () => "-" };

function said(text: string): readonly string[] {
  const { actions, problems } = parseUpsschedCmdConf(`[a]\n${text}\n`, "f");
  return [...problems, ...readHosts(actions, "f", SECRETS).problems].map(formatProblem);
}

const proxmox = (lines: string, timeout = 300): string =>
  `type = proxmox\nhost = pve.lan\ntoken_file = /t\ntimeout = ${timeout}\n${lines}`;
const ssh = (command: string, more = ""): string => `type = ssh\nssh = root@nas\ncommand = "${command}"\n${more}`;
const winrm = (lines: string): string => `type = winrm\nhost = w\nuser = a\npassword_file = /p\n${lines}`;
const woken = (lines: string): string => `type = client\nhost = nas\nwake = lan\n${lines}`;
const MAC = "wake_mac = a0:36:9f:dd:ee:ff\n";

const AT_ONCE = "write a,b without a blank for those that go at once";

describe.each<readonly [what: string, bad: string, line: number, says: string, good: string]>([
  ["a hole among guests", proxmox("guests = db,,web *"), 6, AT_ONCE, proxmox("guests = db,web *")],
  [
    "blanks behind the commas of guests",
    proxmox("guests = db, web, mail"),
    6,
    AT_ONCE,
    proxmox("guests = db web mail"),
  ],
  [
    "a guest that stands twice",
    proxmox("guests = db web,db"),
    6,
    "guests: db stands twice",
    proxmox("guests = db web"),
  ],
  ["two stars", "type = libvirt\ndomains = * db *", 3, "* stands twice", "type = libvirt\ndomains = db *"],
  ["none beside others", proxmox("guests = none db"), 6, "none beside others is a name", proxmox("guests = none")],
  ["a pattern", "type = docker\ncontainers = web*", 3, "web* is a name", "type = docker\ncontainers = web *"],
  ["all", "type = docker\ncontainers = all", 3, "write * for all", "type = docker\ncontainers = *"],
  ["no guests at all", proxmox("guests ="), 6, "nothing is named", proxmox("")],
  [
    "nothing that goes down",
    proxmox("guests = none\nnode_off = no"),
    6,
    "neither guests nor the node are shut down",
    proxmox("guests = none\nnode_off = yes"),
  ],
  ["no domains", "type = libvirt\ndomains = none", 3, "nothing is shut down", "type = libvirt"],
  [
    "a node that leaves guests no time",
    proxmox("", 60),
    5,
    "timeout = 60 and node_time = 60 leave guests no time: the node shuts them down in an order of its own; write timeout = 180",
    proxmox("guests = none", 60),
  ],
  ["a step longer than there is time", proxmox("guest_time = 300"), 6, "ends after 240 s", proxmox("guest_time = 240")],
  [
    "containers with more time than the host",
    "type = docker\nstop_time = 60",
    3,
    "stop_time = 60 is cut short: all of it ends after 60 s; write timeout = 65",
    "type = docker\nstop_time = 55",
  ],
  [
    "domains with more time than the host",
    "type = libvirt\nguest_time = 90",
    3,
    "guest_time = 90 is cut short",
    "type = libvirt\nguest_time = 90\ntimeout = 90",
  ],
  [
    "a socket and a URL",
    "type = docker\nsocket = /s\nurl = http://d:2375",
    3,
    "socket has no effect beside url",
    "type = docker\nurl = http://d:2375",
  ],
  ["a URL of another kind", "type = docker\nurl = tcp://d:2375", 1, "url is no address of an engine", "type = docker"],
  [
    "a socket that is no path",
    "type = docker\nsocket = unix:///s",
    1,
    "socket is no path",
    "type = docker\nsocket = /s",
  ],
  [
    "a certificate of nobody",
    "type = docker\nurl = http://d:2375\nca_file = /c",
    4,
    "ca_file has no effect without https://",
    "type = docker\nurl = https://d:2376\nca_file = /c",
  ],
  [
    "a certificate that nobody looks at",
    proxmox("ca_file = /c\nverify = no"),
    7,
    "is not looked at",
    proxmox("ca_file = /c"),
  ],
  [
    "statuses that are a text",
    "type = http\nurl = http://a\nexpect = 200, 204",
    4,
    "expect = 200, 204 is a text",
    "type = http\nurl = http://a\nexpect = 2xx",
  ],
  ["a command that restarts", ssh("sudo -n reboot"), 4, "restarts the host", ssh("sudo -n poweroff")],
  [
    "a Windows that restarts",
    winrm('command = "shutdown /r /t 0"'),
    6,
    "restarts the host",
    winrm('command = "shutdown /s /t 0"'),
  ],
  ["a systemd that restarts", ssh("systemctl reboot"), 4, "restarts the host", ssh("systemctl poweroff")],
  [
    "a command that waits too long",
    ssh("shutdown -h +5"),
    4,
    "begins only after 5 min, and the host has 1 min to be down",
    ssh("shutdown -h +5", "timeout = 600"),
  ],
  [
    "a Windows that waits too long",
    winrm('command = "shutdown /s /t 90"'),
    6,
    "begins only after 1 min 30 s",
    winrm('command = "shutdown /s /t 30"'),
  ],
  ["WinRM without TLS", winrm("port = 5985"), 6, "5985 is the port of WinRM without TLS", winrm("port = 5986")],
  [
    "a host with a port",
    proxmox("").replace("pve.lan", "pve.lan:8006"),
    1,
    "host is no name",
    proxmox("").replace("pve.lan", "fe80::1%eth0"),
  ],
  ["a host that is a URL", woken(MAC).replace("= nas", "= http://nas"), 1, "host is no name or address", woken(MAC)],
  [
    "ssh with a port",
    ssh("poweroff").replace("@nas", "@nas:2222"),
    1,
    "write ssh_options = -p 2222",
    ssh("poweroff", 'ssh_options = "-p 2222"').replace("@nas", "@fe80::1"),
  ],
  [
    "minutes for seconds",
    ssh("poweroff", "timeout = 5"),
    5,
    "no host is down and seen to be",
    ssh("poweroff", "timeout = 10"),
  ],
  [
    "minutes for seconds at waking",
    woken(`${MAC}wake_limit = 10`),
    6,
    "no host starts in so few seconds",
    woken(`${MAC}wake_limit = 60`),
  ],
  [
    "the address of no card",
    woken("wake_mac = 00:00:00:00:00:00"),
    1,
    "mac is no address of a network card",
    woken(MAC),
  ],
  [
    "the address of all cards",
    woken("wake_mac = ff:ff:ff:ff:ff:ff"),
    1,
    "mac is no address of a network card",
    woken(MAC),
  ],
  [
    "a subnet for its broadcast address",
    woken(`${MAC}wake_broadcast = 192.168.7.0/24`),
    1,
    "broadcast is no address",
    woken(`${MAC}wake_broadcast = 192.168.7.255`),
  ],
  [
    "a setting that stands twice",
    ssh("poweroff", "timeout = 90\ntimeout = 60"),
    5,
    "timeout is written again in line 6",
    ssh("poweroff"),
  ],
  [
    "a host that is named twice",
    "notify = all\nhosts = b b\n[b]\nfsd",
    3,
    "hosts of [a]: b stands twice",
    "notify = all\nhosts = b\n[b]\nfsd",
  ],
])("%s", (_, bad, line, says, good) => {
  it("is said, with where it is", () => {
    expect(said(bad)).toEqual([expect.stringContaining(says)]);
    expect(said(bad)[0]).toMatch(new RegExp(`^f:${line}:1: `));
  });

  it("is not said of what is right", () => {
    expect(said(good)).toEqual([]);
  });
});

it("what is no number of seconds is said once, with what is used", () => {
  expect(said(ssh("poweroff", "timeout = 5m"))).toEqual([
    expect.stringMatching(/^f:5:1: timeout = 5m cannot be used; write a whole number from 1 to 86400; 60 is used/),
  ]);
});
