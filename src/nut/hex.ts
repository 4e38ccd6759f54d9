/** In hexadecimal with zeros in front: `hex(0x51d, 4)` is "051d". */
export const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
