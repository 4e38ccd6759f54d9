/** An entity of Home Assistant, and the topics that it lives by. */
export type Entity = Readonly<Record<string, unknown>> & { readonly platform: string; readonly unique_id: string };

/** Where an entity's state is and where its commands go. */
export interface Topics {
  readonly bridge: string;
  readonly state: string;
  readonly status: string;
  readonly event: string;
  readonly command: string;
  /** With the name of the variable behind it. */
  readonly set: string;
}
