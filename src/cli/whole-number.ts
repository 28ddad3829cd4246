import { InvalidArgumentError } from "commander";

/** Parses an option's whole number. */
export function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
}
