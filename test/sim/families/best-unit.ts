/** A UPS of Best Power: its record with a sum, and, of those with a prompt, its parameters, password and end. */
import type { Clock } from "../../../src/system/clock.ts";
import type { Say, Unit } from "../devices/played-line.ts";

export class BestRecord {
  month = 5;
  mode = 1;
  inverter = 0;
  charger = 1;
  /** Low battery 1, near low 2, low runtime 8, low output 10, overload 40. */
  alarms = 0;
  /** Replace battery 4. */
  moreAlarms = 0;
  input = 118;
  output = 120;
  trims = 0;
  amps = 31;
  va = 371;
  battery = 562;
  frequency = 5998;
  minutes = 82;
  celsius = 24;
  /** Input voltage too high or low 4, gone 8. */
  line = 0x60;

  text(): string {
    const bcd = (value: number, places: number): string => String(value).padStart(places, "0");
    const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");
    const record = [
      `${bcd(this.month, 2)}04083105${bcd(this.mode, 2)}0001${bcd(this.inverter, 2)}${bcd(this.charger, 2)}`,
      `${hex(this.alarms)}${hex(this.moreAlarms)}${bcd(this.input, 4)}${bcd(this.output, 4)}0${this.trims}00`,
      `${bcd(this.amps, 4)}${bcd(this.va, 6)}0000${bcd(this.battery, 4)}${bcd(this.frequency, 4)}`,
      `${bcd(this.minutes, 4)}${bcd(this.celsius, 4)}000000${hex(this.line)}0807`,
    ].join("");
    const sum = Buffer.from(record, "hex").reduce((all, byte) => all + byte, 0);
    return `${record}${hex(-sum & 0xff)}`;
  }
}

/** With a prompt: what it is told in words is in `words`, what `d` shows in `parameters`. */
export class PromptUnit implements Unit {
  readonly record = new BestRecord();
  words: Readonly<Record<string, string>>;
  parameters: Readonly<Record<string, string>>;
  /** The seconds after which it goes off, and whether it comes back; undefined: it stays on. */
  off: string | undefined;
  readonly #say: Say;
  readonly #clock: Clock;
  /** Milliseconds from echo to answer and from answer to prompt. */
  readonly #stepMs: number;
  #text = "";
  #user = "";

  constructor(
    say: Say,
    clock: Clock,
    {
      words = {},
      parameters = {},
      stepMs = 0,
    }: Partial<Pick<PromptUnit, "words" | "parameters">> & { stepMs?: number },
  ) {
    this.#say = say;
    this.#clock = clock;
    this.words = words;
    this.parameters = parameters;
    this.#stepMs = stepMs;
  }

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    for (let end = this.#text.indexOf("\r"); end >= 0; end = this.#text.indexOf("\r")) {
      const command = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#take(command);
    }
  }

  #take(command: string): void {
    const lines = this.#answer(command);
    const answer = lines === "" ? "" : `${lines}\r\r\n`;
    const prompt = `${this.#user}=>`;
    if (this.#stepMs === 0) return this.tell(`${command}\r\r\n${answer}${prompt}`);
    this.tell(`${command}\r\r\n`);
    this.tell(answer, this.#stepMs);
    this.tell(prompt, 2 * this.#stepMs);
  }

  #answer(command: string): string {
    if (command === "f") return this.record.text();
    if (command === "pw377") this.#user = "User";
    const [, seconds, returns] = /^(?:o|off) (\d+)( a)?$/.exec(command) ?? [];
    if (seconds !== undefined) return this.#turnOff(Number(seconds), returns !== undefined);
    const [, parameter = ""] = /^d (\d+)$/.exec(command) ?? [];
    return (
      this.parameters[parameter] ?? this.words[command] ?? (/^(pw377)?$/.test(command) ? "" : "Unrecognized command")
    );
  }

  #turnOff(seconds: number, returns: boolean): string {
    if (this.#user === "") return "Password required";
    this.off = `${seconds} s${returns ? ", returns" : ""}`;
    this.#clock.after(seconds * 1000, () => Object.assign(this.record, { mode: 0, inverter: 0, output: 0 }));
    return "";
  }

  tell(text: string, afterMs = 0): void {
    if (text !== "") this.#say(Buffer.from(text, "latin1"), afterMs);
  }

  /** What it says unasked. */
  alert(): void {
    this.tell("\r\n{Inverter:     On}\r\n=>");
  }
}
