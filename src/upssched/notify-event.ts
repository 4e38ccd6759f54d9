export interface NotifyEvent {
  readonly notifyType: string;
  readonly upsname: string;
  readonly message: string;
}
