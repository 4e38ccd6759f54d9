/** The settings of a user in upsd.users: server/user.c of 2.8.5. All names match without regard to case. */
export type Role = "primary" | "secondary";

export const USER_SETTINGS = ["password", "actions", "instcmds", "upsmon"] as const;

export type UserSetting = (typeof USER_SETTINGS)[number];

/** What `actions` may name. LOGIN and PRIMARY (once MASTER) come with `upsmon` and work here too. */
export const USER_ACTIONS = ["SET", "FSD", "LOGIN", "PRIMARY", "MASTER"] as const;

/** What `upsmon` may name, with the old words. */
export const UPSMON_ROLES: ReadonlyMap<string, Role> = new Map([
  ["primary", "primary"],
  ["secondary", "secondary"],
  ["master", "primary"],
  ["slave", "secondary"],
]);

export const USER_OBSOLETE: ReadonlyMap<string, string> = new Map([
  ["allowfrom", "delete it; use LISTEN in upsd.conf and a firewall"],
]);
