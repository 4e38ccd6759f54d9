import type { HelpTopic } from "./topic.ts";

export const GETTING_STARTED: HelpTopic = {
  name: "getting-started",
  summary: "from the box to a machine that shuts down in time",
  page: `\
Look at it first, without a UPS and without root. A simulated UPS goes through
a power failure every 100 seconds; Ctrl-C ends it and leaves nothing behind:

    nutts up --demo

Then plug the UPS in (its USB cable too, not only the power cord) and see
whether it is found. Serial ports are looked at only when you say so:

    sudo nutts scanner -U
    sudo nutts scanner --serial auto

Set the machine up. You are asked what has to be known, everything is shown
before it is written, and copies of what is replaced are kept:

    sudo nutts init

It writes the files, has the services start at boot, shows the first reading,
and ends with one line that says what protects this machine. The way back:

    sudo nutts init --undo

Now find out whether it will work, in this order:

    nutts upsc -l
    sudo nutts check
    sudo nutts doctor
    sudo nutts drill

The first names the UPSes that are served. The second looks for mistakes in the
files. The third looks at what really runs, and its last line says when this
machine shuts down if the mains fails now. The fourth plays that failure minute
by minute; nothing is switched off.

The real test is to pull the plug of the UPS while a lamp, and not the machine,
hangs on it. Have people told, too: see nutts help files for notify.conf.
`,
};
