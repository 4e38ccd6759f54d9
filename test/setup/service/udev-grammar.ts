/** The grammar of udev(7), as far as rules of ours need it: keys, what may be done with each, and where a GOTO leads. */

const KEY = /^([A-Z]+)(?:\{([^}]+)\})?\s*(==|!=|\+=|-=|:=|=)\s*(i?"(?:[^"\\]|\\.)*")$/;

type Use = "match" | "assign" | "both";

const KEYS: Readonly<Record<string, { readonly use: Use; readonly braces: boolean }>> = {
  ACTION: { use: "match", braces: false },
  KERNEL: { use: "match", braces: false },
  SUBSYSTEM: { use: "match", braces: false },
  SUBSYSTEMS: { use: "match", braces: false },
  ATTR: { use: "both", braces: true },
  ATTRS: { use: "match", braces: true },
  ENV: { use: "both", braces: true },
  MODE: { use: "assign", braces: false },
  GROUP: { use: "assign", braces: false },
  OWNER: { use: "assign", braces: false },
  LABEL: { use: "assign", braces: false },
  GOTO: { use: "assign", braces: false },
};

function tokenComplaint(token: string): string | undefined {
  const [, key = "", attribute, operator = ""] = KEY.exec(token) ?? [];
  const known = KEYS[key];
  if (!known) return `no such key: ${token}`;
  if (known.braces !== (attribute !== undefined)) return `${key} and its braces: ${token}`;
  const matches = operator === "==" || operator === "!=";
  if (known.use !== "both" && matches !== (known.use === "match")) return `${key} takes no ${operator}: ${token}`;
  return undefined;
}

/** Everything that is wrong with rules, with its line. */
export function udevComplaints(text: string): readonly string[] {
  const complaints: string[] = [];
  const labels = new Map<string, number>();
  const jumps: (readonly [label: string, line: number])[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const tokens = line.split(/,\s*(?=[A-Z])/);
    for (const token of tokens) {
      const wrong = tokenComplaint(token);
      if (wrong !== undefined) complaints.push(`line ${at + 1}: ${wrong}`);
      const [, key, , , value = ""] = KEY.exec(token) ?? [];
      if (key === "LABEL") labels.set(value, at);
      if (key === "GOTO") jumps.push([value, at]);
    }
    const mode = /MODE="([^"]*)"/.exec(line)?.[1];
    if (mode !== undefined && !/^0?[0-7]{3}$/.test(mode)) complaints.push(`line ${at + 1}: MODE ${mode}`);
  }
  if (!text.endsWith("\n")) complaints.push("the last line is cut off");
  for (const [label, line] of jumps)
    if ((labels.get(label) ?? -1) <= line) complaints.push(`line ${line + 1}: GOTO ${label} leads nowhere`);
  return complaints;
}
