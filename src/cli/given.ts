type Given<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

/** Returns the options without the undefined ones. */
export function given<Options extends object>(options: Options): Given<Options> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Options>;
}
