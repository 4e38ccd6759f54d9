/**
 * How a server behaves: `hang` takes questions and never answers, `drip` answers a byte now and then and never comes to
 * an end, `refuse` takes no connections.
 */
export type Mood = "answers" | "stale" | "refuse" | "hang" | "drip";

/** One UPS on its server. */
export class SimUps {
  status = "OL";
  alarm: string | undefined;
  buzzwords = "";
  mood: Mood = "answers";
  /** Set by FSD, until the server is started again. */
  latched = false;
  loginError: string | undefined;
  fsdError: string | undefined;
  /** Hosts that are logged in, by name. */
  readonly logins = new Set<string>();

  get served(): string {
    return this.latched ? `FSD ${this.status}` : this.status;
  }

  restart(): void {
    this.latched = false;
    this.logins.clear();
  }
}
