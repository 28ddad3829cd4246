import { isConflict } from "./database-errors.js";

const mostRepetitions = 20;

/** Runs a transaction, and repeats it after a conflict with another one. `run` gets the number of the run, from 1. */
export async function repeatConflicts<T>(run: (repetition: number) => Promise<T>): Promise<T> {
  for (let repetition = 1; ; repetition++) {
    try {
      return await run(repetition);
    } catch (error) {
      if (!isConflict(error) || repetition === mostRepetitions) throw error;
    }
  }
}
