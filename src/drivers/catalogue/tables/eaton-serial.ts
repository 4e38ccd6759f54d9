/** MGE, Eaton and their kin on serial lines: HID frames (SHUT), Utalk, and the XCP protocol of Powerware. */
import type { DeviceGroup } from "../devices.ts";

const EVOLUTION = ["Evolution: 650, 850, 1150, 1550, 2000", "Evolution S: 1250, 1750, 2500, 3000"];
const ELLIPSE = ["Ellipse ASR USBS: 600, 750, 1000, 1500", "Ellipse MAX USBS: 600, 850, 1100, 1500"];

export const EATON_SERIAL: readonly DeviceGroup[] = [
  {
    driver: "mge-shut",
    link: "serial",
    makers: {
      Dell: [
        "Tower 500W: LV, HV",
        "Rack/Tower: 1000W LV, 1000W HV, 1500W LV, 1920W LV, 1920W HV, 2300W LV, 2700W LV, 2700W HV",
        "Short Depth Rack 2700W Online: LV, HV",
        "Rack: 3750W Online HV, 4200W Online HV, 5600W HV",
      ],
      Eaton: [
        "5~: SC, P, PX",
        "9~: SX, PX, PX 2000 RT",
        "9PX Split Phase: 6 kVA, 8 kVA, 10 kVA",
        "EX: 700, 1000, 1500, 1000 RT2U, 1500 RT2U, 2200, 3000, 3000 XL",
        "EX RT 1:1 7 kVA",
        "EX RT 1:1 11 kVA",
        "EX RT 3:1 5 kVA",
        "EX RT 3:1 7 kVA",
        "EX RT 3:1 11 kVA",
        ...ELLIPSE,
        ...EVOLUTION,
        "MX: 5 kVA, 8 kVA, 10 kVA, 15 kVA, 20 kVA",
      ],
      HP: ["R/T3000", "R~: 5000, 7000"],
      IBM: ["any"],
      "MGE Office Protection Systems": [
        ...ELLIPSE,
        ...EVOLUTION,
        "Pulsar: 700, 1000, 1500, M 2200, M 3000, MX 5 kVA, MX 8 kVA, MX 10 kVA, MX 15 kVA, MX 20 kVA",
        "Comet EX RT 1:1 7 kVA",
        "Comet EX RT 1:1 11 kVA",
        "Comet EX RT 3:1 5 kVA",
        "Comet EX RT 3:1 7 kVA",
        "Comet EX RT 3:1 11 kVA",
      ],
      "MGE UPS Systems": [
        "NOVA AVR Serial: 600, 1100",
        "Pulsar Ellipse: S, USBS, Premium S, Premium USBS",
        "Ellipse Office: 600, 750, 1000, 1500",
        "Ellipse MAX: 600, 850, 1100, 1500",
        "Pulsar EXtreme C, EX RT",
        "Comet EX RT",
        "Comet EX RT 3:1",
        "Comet with HID COM card 66066",
        "Galaxy with HID COM card 66066",
        ...EVOLUTION,
        "Pulsar: Esprit, 700, 1000, 1000 RT2U, 1500, 1500 RT2U, M 2200, M 3000, M 3000 XL, MX 4000 RT, MX 5000 RT",
      ],
    },
  },
  {
    driver: "mge-shut",
    or: "mge-utalk",
    link: "serial",
    makers: {
      Eaton: ["any with Management Card Contact 66104, serial mode"],
      "MGE UPS Systems": ["Pulsar: Evolution, EXtreme C"],
    },
  },
  {
    driver: "mge-utalk",
    link: "serial",
    makers: {
      "MGE UPS Systems": [
        "Pulsar: ES+, ESV+, SV, ESV, EX, EXL, PSX, SX, EXtreme",
        "Comet EXtreme",
        "Comet with Utalk card 66060",
        "Galaxy with Utalk card 66060",
      ],
    },
  },
  {
    driver: "bcmxcp",
    link: "serial",
    makers: {
      Compaq: ["R3000 XR", "R5500 XR"],
      Eaton: ["9395", "ConnectUPS slot, pass-through: X, BD, E"],
      HP: ["T750 G2", "T1000 G3", "T1500 G3", "R1500 G2", "R3000 XR", "R5500 XR"],
      Powerware: ["PW~: 5115, 5125, 9120, 9125, 9315"],
    },
  },
  { driver: "bcmxcp", or: "usbhid-ups", link: "serial", makers: { Eaton: ["Powerware: 9130, 9140"] } },
  {
    driver: "bcmxcp_usb",
    link: "USB",
    makers: {
      Eaton: ["Powerware: 3105, 9125 with USB card"],
      HP: ["T~: 500 (older), 750 (older)"],
      Powerware: ["PW~: 3105, 5110, 5115, 9120"],
    },
  },
  {
    driver: "upscode2",
    link: "serial",
    makers: {
      Compaq: ["R3000h", "T1500h (use_pre_lf)"],
      Deltec: ["PRM: 450, 700, 1000, 1500"],
      Eaton: ["NetUPS SE: 450, 700, 1000, 1500"],
      Exide: ["NetUPS SE: 450, 700, 1000, 1500"],
      Fiskars: ["PowerRite MAX", "PowerServer: 10, 30", "9200"],
      Powerware: ["5119 RM", "9~: 110, 120, 150, 305"],
    },
  },
];
