/** What upsmon said when a timer was started. */
export interface NotifyEvent {
  readonly notifyType: string;
  readonly upsname: string;
  readonly message: string;
}
