/** Checks of the server itself. */
import { type Check, errorIn, missing, odd, RIGHT, said, shown, unasked, worst } from "./check.ts";
import { line, namesOf, readList } from "./rows.ts";

const packets: Check = {
  name: "several requests in one packet",
  asks: "VER and NETVER in one packet",
  stumbles: ["nutts"],
  advice: "read lines, not packets: answer every line that has come, one after the other",
  judge: async ({ interview }) => {
    const wire = await interview.fresh();
    try {
      const reply = await wire.exchange(["VER\nNETVER\n"], (lines) => lines.length >= 2);
      if (reply.kind === "lines") return RIGHT;
      return missing(`${reply.lines.length} of 2 answers, then ${said({ ...reply, lines: [] })}`);
    } finally {
      wire.close();
    }
  },
};

const halves: Check = {
  name: "half a request in a packet",
  asks: "VER in two packets",
  stumbles: ["small"],
  advice: "keep what has come of a line until its end has come",
  judge: async ({ interview }) => {
    const wire = await interview.fresh();
    try {
      const reply = await wire.exchange(["VE", "R\n"], (lines) => lines.length >= 1);
      if (reply.kind !== "lines") return missing(said(reply));
      return errorIn(reply) === undefined ? RIGHT : missing(said(reply));
    } finally {
      wire.close();
    }
  },
};

const starttls: Check = {
  name: "STARTTLS",
  asks: "STARTTLS on a connection of its own",
  stumbles: ["upsmon", "upsc", "webgui"],
  advice: "answer OK STARTTLS and go on in TLS, or ERR FEATURE-NOT-CONFIGURED",
  judge: async ({ interview }) => {
    const wire = await interview.fresh();
    try {
      const reply = await wire.ask("STARTTLS");
      const text = reply.lines[0] ?? "";
      if (reply.kind !== "lines") return missing(said(reply));
      if (/^OK STARTTLS$/.test(text) || /^ERR (FEATURE-NOT-CONFIGURED|FEATURE-NOT-SUPPORTED)\b/.test(text))
        return RIGHT;
      return text.startsWith("ERR ") ? odd(said(reply)) : missing(said(reply));
    } finally {
      wire.close();
    }
  },
};

const logout: Check = {
  name: "LOGOUT",
  asks: "LOGOUT on a connection of its own",
  stumbles: ["goNut", "peanut"],
  advice: "answer OK Goodbye, then close",
  judge: async ({ interview }) => {
    const wire = await interview.fresh();
    try {
      const reply = await wire.ask("LOGOUT");
      if (reply.kind !== "lines") return missing(said(reply));
      return /^OK Goodbye/.test(reply.lines[0] ?? "") ? RIGHT : odd(said(reply));
    } finally {
      wire.close();
    }
  },
};

const user: Check = {
  name: "USERNAME and PASSWORD",
  asks: "both on a connection of its own; nobody is logged in",
  stumbles: ["aionut", "upscmd", "upsrw", "upsmon"],
  advice: "answer OK to each; the pair is looked at when it is needed",
  judge: async ({ interview, credentials }) => {
    if (!credentials) return unasked("give a user with --user");
    const wire = await interview.fresh();
    try {
      for (const request of [`USERNAME ${credentials.user}`, `PASSWORD ${credentials.password}`]) {
        const reply = await wire.ask(request);
        const [verb = ""] = request.split(" ");
        if (!/^OK\b/.test(reply.lines[0] ?? "")) return missing(`${verb}: ${said(reply)}`);
      }
      return RIGHT;
    } finally {
      wire.close();
    }
  },
};

/** A verb of no version of the protocol. */
const NO_VERB = "CONFORMANCE";

export const SERVER_CHECKS: readonly Check[] = [
  {
    name: "version of the server",
    asks: "VER",
    stumbles: ["hon95", "goNut"],
    advice:
      'answer "Network UPS Tools upsd 2.8.5 - http://…" with your own name and version: a pattern looks for "upsd … -"',
    judge: ({ interview }) => line(interview, "VER", /upsd .+ -/),
  },
  {
    name: "version of the protocol",
    asks: "NETVER",
    stumbles: ["goNut"],
    advice: "answer the number alone: 1.3",
    judge: ({ interview }) => line(interview, "NETVER", /^\d+\.\d+$/),
  },
  {
    name: "list of UPSes",
    asks: "LIST UPS",
    stumbles: ["aionut", "peanut", "goNut", "hon95", "netdata", "upsc"],
    advice: "BEGIN LIST UPS, a row for each UPS, END LIST UPS",
    judge: async ({ interview }) => {
      const list = await readList(interview, "UPS");
      return list.finding.verdict === "right" && list.rows.length === 0 ? odd("it has no UPS") : list.finding;
    },
  },
  {
    name: "descriptions in quotes",
    asks: "LIST UPS",
    stumbles: ["peanut", "upsc"],
    advice: 'UPS <name> "<description>", with "" where there is none',
    judge: async ({ interview }) => {
      const { rows } = await readList(interview, "UPS");
      return worst(rows.filter((row) => !/^UPS (?:"[^"]+"|\S+) ".*"$/.test(row)).map((row) => odd(shown(row))));
    },
  },
  {
    name: "names without blanks",
    asks: "LIST UPS",
    stumbles: ["hon95", "upsmon", "upsc"],
    advice: "call UPSes by letters, digits, hyphens and dots",
    judge: async ({ interview }) => {
      const names = namesOf(await readList(interview, "UPS"), "UPS").map(({ name }) => name);
      return worst(names.filter((name) => /[\s"@:]/.test(name)).map((name) => odd(`"${shown(name)}"`)));
    },
  },
  {
    name: "a UPS that is not there",
    asks: "GET VAR no-such-ups ups.status",
    stumbles: ["upsmon", "upsc"],
    advice: "answer ERR UNKNOWN-UPS",
    judge: async ({ interview }) => {
      const reply = await interview.ask("GET VAR no-such-ups ups.status");
      return errorIn(reply) === "UNKNOWN-UPS" ? RIGHT : odd(said(reply));
    },
  },
  {
    name: "a verb that is none",
    asks: NO_VERB,
    stumbles: ["upsmon", "nutts"],
    advice: "answer ERR UNKNOWN-COMMAND, and go on",
    judge: async ({ interview }) => {
      const reply = await interview.ask(NO_VERB);
      return errorIn(reply) === "UNKNOWN-COMMAND" ? RIGHT : odd(said(reply));
    },
  },
  starttls,
  user,
  logout,
  packets,
  halves,
];
