/** What upsmon said when a timer was started. */
export interface Occasion {
  readonly notifyType: string;
  readonly upsname: string;
  readonly message: string;
}
