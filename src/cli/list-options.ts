import type { Command } from "commander";
import { longestPage, usualPage } from "../domain/page-size.js";
import { jsonOption, type OutputOptions } from "./output.js";
import { wholeNumber } from "./whole-number.js";

export interface ListOptions extends OutputOptions {
  readonly limit: number;
}

const limitOf = (text: string) => wholeNumber(text, 1, longestPage);

/** The options of every command that lists. */
export function addListOptions(command: Command, usual = usualPage): Command {
  return command.option("--limit <number>", "how many", limitOf, usual).option(...jsonOption);
}
