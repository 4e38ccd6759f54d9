import type { HelpTopic } from "./topic.ts";

export const USB_PERMISSIONS: HelpTopic = {
  name: "usb-permissions",
  summary: "a UPS on USB that is not found, or may not be opened",
  page: `\
Drivers run as the user nut, and a device on USB belongs to root until a rule
of udev gives it to the group of that user.

See what is plugged in, who may open it, and who has it. Every line that says
WRONG has the command that mends it:

    sudo nutts doctor

The rules for all UPSes that our drivers know come with the services. They are
loaded, and used for what is plugged in already:

    sudo nutts service install

Only to look at them:

    nutts service install --print

If it is found as root and not otherwise, it is the rule:

    nutts scanner -U
    sudo nutts scanner -U

If root does not find it either, it is the cable (many UPSes have a second port
that looks like USB and is none), a hub, or a module for USB that npm does not
have for this machine; the scanner says so.

If something else has it, doctor names the process: another driver, the
driver of the C project, or a virtual machine. One program at a time.

In a container the device has to be handed in: see nutts help containers.

A driver in the foreground says what it does, more with each D. Stop the one
that runs first:

    sudo nutts driver stop ups
    sudo nutts driver usbhid-ups -a ups -F -DD

Serial ports need no rule, but the user has to be in their group (dialout).
`,
};
