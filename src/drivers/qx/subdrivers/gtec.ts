import type { QxProtocol, QxRow, Slice } from "../protocol.ts";
import { ALL_COMMANDS, claimByVendor, DELAYS, F_REPLY, OPTIONS, vendorReply } from "../q1.ts";
import { by, number, signedNumber, textWhen } from "../readers.ts";

const says =
  (letter: string) =>
  (slice: Slice): boolean =>
    slice.text.includes(letter);

/** A: mains failed, C: bypass, M: normal; a UPS that says none of the three is off. */
const AT = { at: [63] } as const;

const TEST_RESULTS: readonly (readonly [letter: string, result: string])[] = [
  ["L", "Test status unknown"],
  ["K", "Battery disconnected"],
  ["J", "Test passed - Result: Failed"],
  ["I", "Test passed - Result: OK"],
  ["E", "Test in progress"],
];

const STATUS: readonly QxRow[] = [
  { ...AT, status: "OL", when: (slice) => !says("A")(slice), poll: "quick" },
  { ...AT, status: "LB", when: says("B"), poll: "quick" },
  { ...AT, status: "BYPASS", when: says("C"), poll: "quick" },
  { ...AT, status: "FSD", when: says("F"), poll: "quick" },
  { ...AT, status: "RB", when: says("J"), poll: "quick" },
  { ...AT, status: "OVER", when: says("N"), poll: "quick" },
  { ...AT, status: "OFF", when: ({ text: letters }) => !/[ACM]/.test(letters), poll: "quick" },
  { ...AT, alarm: textWhen("UPS failed", says("D")) },
  { ...AT, alarm: textWhen("Site fault", says("G")) },
  { ...AT, alarm: textWhen("EPROM fail", says("H")) },
  { ...AT, alarm: textWhen("Battery disconnected", says("P")) },
  { ...AT, var: "battery.test.status", as: by((slice) => TEST_RESULTS.find(([letter]) => says(letter)(slice))?.[1]) },
];

export const GTEC: QxProtocol = {
  name: "gtec",
  title: "Gtec 0.01",
  claim: claimByVendor,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [
    {
      // > Q4
      // < (236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM
      //   012345678901234567890123456789012345678901234567890123456789012345
      //   0         1         2         3         4         5         6
      ask: "Q4\r",
      length: 64,
      leading: "(",
      shape: /^.{63}[A-Z ]*$/,
      rows: [
        { at: [1, 5], var: "input.voltage", as: number(1) },
        { at: [19, 23], var: "input.voltage.fault", as: number(1) },
        { at: [25, 29], var: "output.voltage", as: number(1) },
        { at: [35, 37], var: "ups.load", as: number(0) },
        { at: [39, 42], var: "input.frequency", as: number(1) },
        { at: [52, 56], var: "battery.voltage", as: number(1) },
        { at: [58, 61], var: "ups.temperature", as: signedNumber(1) },
        ...STATUS,
      ],
    },
    F_REPLY,
    vendorReply(),
  ],
};
