import type { HelpTopic } from "./topic.ts";

export const TROUBLESHOOTING: HelpTopic = {
  name: "troubleshooting",
  summary: "it does not work: where to look, in this order",
  page: `\
These two find most of it. Each thing that is wrong comes with what mends it:

    sudo nutts check
    sudo nutts doctor

More about one of the lines, by the name in brackets:

    nutts check --explain monitor-password
    nutts doctor --explain device-node

1. The device. Is it there, does its driver run, what does the driver say?

    sudo nutts scanner -U
    sudo nutts driver list
    sudo nutts driver status

2. The server. Does it answer, and for which UPSes?

    nutts upsc -l
    nutts upsc ups

   Refused: upsd does not run, or LISTEN in upsd.conf is for localhost alone.
   Driver not connected: it does not run. Data stale: it does, and its device
   has not answered for MAXAGE seconds: cable, hub, permissions.

3. upsmon. Is it logged in, and is this machine protected?

    nutts upsc -c ups
    sudo nutts upsmon --health

4. The services and what they have said:

    nutts service status
    sudo nutts service logs -n 50

What a server of another make answers, and who stumbles over it:

    nutts conformance nas
`,
};
