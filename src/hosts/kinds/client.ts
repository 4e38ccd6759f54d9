/** A host with a NUT client of its own: it leaves by itself, and is only remembered, so that it can be woken. */
import { done, type HostKind } from "../host-kind.ts";
import { hostComplaint } from "../reach/host-complaint.ts";

export const CLIENT: HostKind = {
  name: "client",
  rows: [{ name: "host", help: "name or address, for check" }],
  programs: [],
  complaint: hostComplaint,
  leavesByItself: true,
  address: (settings) => (settings.get("host") === "" ? undefined : { host: settings.get("host"), port: 22 }),
  shutDown: () => Promise.resolve(done("it leaves by itself, as a client of NUT")),
  test: () => Promise.resolve(done("would only remember it: it leaves by itself, as a client of NUT")),
};
