/** A broker, seen from the bridge: `broker-link.ts` is the real one, tests have one in memory. */
export interface LinkHearing {
  connected(): void;
  lost(why: string): void;
  message(topic: string, payload: string, retained: boolean): void;
}

export interface MqttLink {
  /** Resolves when the broker has it. Rejects when the connection ends before. */
  publish(topic: string, payload: string, retain: boolean): Promise<void>;
  /** Never rejects. */
  end(): Promise<void>;
}

export interface LinkWishes {
  /** What the broker says of us when we are gone, retained. */
  readonly will: { readonly topic: string; readonly payload: string };
  readonly topics: readonly string[];
}

export type OpenLink = (wishes: LinkWishes, hearing: LinkHearing) => Promise<MqttLink>;
