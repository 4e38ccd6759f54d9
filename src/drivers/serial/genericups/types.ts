/** The contact-closure UPSes by number (`upstype`): which line means what. */

export interface ContactType {
  /** `ups.mfr` and `ups.model`, unless the user says better. */
  readonly mfr: string;
  readonly model: string;
  /** The cable, or what else tells it from its like. */
  readonly cable?: string;
  /** Power of the cable: what is raised as long as the driver runs. */
  readonly cp: string;
  readonly ol: string;
  readonly lb: string;
  readonly rb?: string;
  readonly bypass?: string;
  /** Turns the load off; left out where nobody knows how. `none` drops every line. */
  readonly sd?: string;
}

// The figures are those that genericups 2.8.5 works with; its manual page differs for types 0, 3, 4 and 18.
export const CONTACT_TYPES: readonly ContactType[] = [
  /*  0 */ { mfr: "UPSONIC", model: "LAN Saver 600", cp: "DTR+RTS", ol: "-CTS", lb: "DCD", sd: "RTS" },
  /*  1 */ { mfr: "APC", model: "Back-UPS", cable: "940-0095A/C", cp: "DTR", ol: "-RNG", lb: "DCD", sd: "RTS" },
  /*  2 */ { mfr: "APC", model: "Back-UPS", cable: "940-0020B/C", cp: "RTS", ol: "-CTS", lb: "DCD", sd: "DTR+RTS" },
  /*  3 */ { mfr: "PowerTech", model: "Comp1000", cp: "DTR", ol: "-CTS", lb: "DCD", sd: "DTR+RTS" },
  /*  4 */ { mfr: "Generic", model: "Generic RUPS model", cp: "RTS", ol: "CTS", lb: "-DCD", sd: "none" },
  /*  5 */ {
    mfr: "TrippLite",
    model: "Internet Office Series",
    cable: "Lan 2.2 interface, black 73-0844",
    cp: "DTR",
    ol: "CTS",
    lb: "-DCD",
    sd: "DTR+RTS",
  },
  /*  6 */ { mfr: "Best", model: "Patriot", cable: "INT51", cp: "DTR", ol: "CTS", lb: "-DCD", sd: "RTS" },
  /*  7 */ { mfr: "CyberPower", model: "Power99", cp: "RTS", ol: "CTS", lb: "-DCD", sd: "DTR" },
  /*  8 */ { mfr: "Nitram", model: "Elite UPS", cable: "Elite 500", cp: "DTR", ol: "CTS", lb: "-DCD" },
  /*  9 */ { mfr: "APC", model: "Back-UPS", cable: "940-0023A", cp: "none", ol: "-DCD", lb: "CTS", sd: "RTS" },
  /* 10 */ { mfr: "Victron", model: "Lite", cable: "crack", cp: "RTS", ol: "CTS", lb: "-DCD", sd: "DTR" },
  /* 11 */ { mfr: "Powerware", model: "3115", cp: "DTR", ol: "-CTS", lb: "-DCD", sd: "ST" },
  /* 12 */ { mfr: "APC", model: "Back-UPS Office", cable: "940-0119A", cp: "RTS", ol: "-CTS", lb: "DCD", sd: "DTR" },
  /* 13 */ {
    mfr: "RPT",
    model: "Repoteck",
    cable: "RPT-800A, RPT-162A",
    cp: "DTR+RTS",
    ol: "DCD",
    lb: "-CTS",
    sd: "ST",
  },
  /* 14 */ { mfr: "Online", model: "P250, P500, P750, P1250", cp: "DTR", ol: "DCD", lb: "-CTS", sd: "RTS" },
  /* 15 */ { mfr: "Powerware", model: "5119", cp: "DTR", ol: "CTS", lb: "-DCD", sd: "ST" },
  /* 16 */ { mfr: "Nitram", model: "Elite UPS", cable: "Elite 2002", cp: "DTR+RTS", ol: "CTS", lb: "-DCD" },
  /* 17 */ { mfr: "PowerKinetics", model: "9001", cp: "DTR", ol: "CTS", lb: "-DCD" },
  /* 18 */ { mfr: "TrippLite", model: "Omni 450LAN", cable: "Martin's", cp: "DTR", ol: "CTS", lb: "DCD" },
  /* 19 */ { mfr: "Fideltronik", model: "Ares Series", cp: "DTR", ol: "CTS", lb: "-DCD", sd: "RTS" },
  /* 20 */ { mfr: "Powerware", model: "5119 RM", cp: "DTR", ol: "-CTS", lb: "DCD", sd: "ST" },
  /* 21 */ {
    mfr: "Generic",
    model: "Generic RUPS 2000",
    cable: "Megatec M2501",
    cp: "RTS",
    ol: "CTS",
    lb: "-DCD",
    sd: "RTS+DTR",
  },
  /* 22 */ {
    mfr: "Gamatronic Electronic Industries",
    model: "Generic Alarm UPS",
    cp: "RTS",
    ol: "CTS",
    lb: "-DCD",
    sd: "DTR",
  },
  /* 23 */ {
    mfr: "Generic",
    model: "Generic FTTx Battery Backup",
    cable: "telemetry interface of four wires",
    cp: "RTS",
    ol: "CTS",
    lb: "-DCD",
    rb: "-RNG",
    bypass: "-DSR",
    sd: "none",
  },
];

/** One line for a person. */
export const titleOf = ({ mfr, model, cable }: ContactType): string =>
  `${model.startsWith(mfr) ? model : `${mfr} ${model}`}${cable === undefined ? "" : ` (${cable})`}`;
