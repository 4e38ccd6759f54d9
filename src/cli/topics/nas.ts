import type { HelpTopic } from "./topic.ts";

export const NAS: HelpTopic = {
  name: "nas",
  summary: "Synology, QNAP, UniFi: as clients of this machine, or as its server",
  page: `\
The UPS is plugged in here, and the NAS is to shut down with it:

    sudo nutts init --role netserver --preset synology
    sudo nutts init --role netserver --preset synology,qnap

Synology asks for a UPS called ups as the user monuser, QNAP for one called
qnapups as the user admin. Names and passwords are built into them, and known to
everybody: these users may log in and nothing else. One UPS can have both names,
which stand in its section of ups.conf:

    aliases = "ups qnapups"

Then enter the address of this machine:

  Synology DSM  Control Panel, Hardware & Power, UPS: Synology UPS server
  QNAP QTS      Control Panel, External Device, UPS: Network UPS slave

UniFi has nothing built in. Its user is made here, and name, user and password
are printed, to be typed in there:

    sudo nutts init --role netserver --preset unifi

Home Assistant is the same with its own preset, home-assistant.
See who is logged in, and what a firewall needs (port 3493):

    nutts upsc -c ups
    sudo nutts doctor

The other way round, the UPS is plugged into the NAS and this machine follows.
Allow its address on the NAS first (Synology: Permitted devices):

    sudo nutts init --preset synology --server nas
    nutts upsc ups@nas

A NAS may take minutes to stop. HOSTSYNC in upsmon.conf here is how long it is
waited for; the drill says whether the battery lasts:

    sudo nutts drill --secondaries 1 --shutdown-time "secondary 1=5m"
`,
};
