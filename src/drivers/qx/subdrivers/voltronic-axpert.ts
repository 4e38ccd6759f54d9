/** Voltronic's solar inverters of the Axpert kind: protocol P30. */
import { enumeration } from "../../../nut/var-type.ts";
import type { QxProtocol } from "../protocol.ts";
import { claimByRows } from "../three-phase.ts";
import { IDENTITY, PROTOCOL } from "./axpert/identity.ts";
import { STATUS } from "./axpert/status.ts";

const NOMINAL_VOLTAGES = enumeration("101", "110", "120", "127", "202", "208", "220", "230", "240");

export const VOLTRONIC_AXPERT: QxProtocol = {
  name: "voltronic-axpert",
  title: "Voltronic-Axpert 0.02",
  claim: claimByRows("device.firmware.aux"),
  accepted: "(ACK",
  rejected: "(NAK",
  silence: "failed",
  settings: [
    // Shown as writable by the C driver, which knows no command for it either.
    {
      var: "input.voltage.nominal",
      rw: NOMINAL_VOLTAGES,
      send: () => ({ kind: "refused", why: "failed" }),
    },
  ],
  commands: [],
  facts: [["device.type", "scd"]],
  replies: [PROTOCOL, ...IDENTITY, ...STATUS],
};
