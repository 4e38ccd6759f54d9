/** Words that Smart-UPSes of APC share over Modbus and Microlink. */

/** Why the UPS changed its state, by number. */
export const CAUSES = [
  ...["SystemInitialization", "HighInputVoltage", "LowInputVoltage", "DistortedInput", "RapidChangeOfInputVoltage"],
  ...["HighInputFrequency", "LowInputFrequency", "FreqAndOrPhaseDifference", "AcceptableInput", "AutomaticTest"],
  ...["TestEnded", "LocalUICommand", "ProtocolCommand", "LowBatteryVoltage", "GeneralError", "PowerSystemError"],
  ...["BatterySystemError", "ErrorCleared", "AutomaticRestart", "DistortedInverterOutput", "InverterOutputAcceptable"],
  ...["EPOInterface", "InputPhaseDeltaOutOfRange", "InputNeutralNotConnected", "ATSTransfer", "ConfigurationChange"],
  ...["AlertAsserted", "AlertCleared", "PlugRatingExceeded", "OutletGroupStateChange", "FailureBypassExpired"],
] as const;

/** What stands in place of an efficiency. The core shows no words for a number: the variable is withdrawn meanwhile. */
export const EFFICIENCY: Readonly<Record<number, string>> = {
  [-1]: "NotAvailable",
  [-2]: "LoadTooLow",
  [-3]: "OutputOff",
  [-4]: "OnBattery",
  [-5]: "InBypass",
  [-6]: "BatteryCharging",
  [-7]: "PoorACInput",
  [-8]: "BatteryDisconnected",
};

const [ON, OFF, SHUTDOWN, REBOOT, ON_DELAY, OFF_DELAY] = [1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 6, 1 << 7];

/** Commands to outlets, and the bits of their order. */
export const OUTLET_ORDERS = [
  ["load.off", OFF],
  ["load.on", ON],
  ["load.cycle", REBOOT],
  ["load.off.delay", OFF | OFF_DELAY],
  ["load.on.delay", ON | ON_DELAY],
  ["shutdown.return", SHUTDOWN | OFF_DELAY],
  ["shutdown.stayoff", OFF | OFF_DELAY],
  ["shutdown.reboot", REBOOT],
  ["shutdown.reboot.graceful", REBOOT | OFF_DELAY],
] as const;
