/** A page of the site: a file of the repository, its address below `/docs/`, and its name in the menu. */
export interface Page {
  readonly file: string;
  readonly address: string;
  readonly name: string;
}

const docs = (address: string, name: string): Page => ({ file: `docs/${address}.md`, address, name });

/** The menu: pages by what a reader wants. A page that is not in it is not on the site. */
export const menu: ReadonlyArray<{ readonly name: string; readonly pages: readonly Page[] }> = [
  { name: "Tutorial", pages: [docs("tutorial", "Your first import")] },
  {
    name: "How to",
    pages: [
      docs("job-states", "See what a job needs"),
      docs("integrate", "Write a client"),
      docs("nightly-sftp", "Import every night from SFTP"),
      docs("sources", "Import a file from another server"),
      docs("packages", "Import several files at once"),
      docs("notifications", "Be notified"),
      docs("console", "Use the console"),
      docs("deploying", "Deploy"),
      docs("kubernetes", "Deploy on Kubernetes"),
      docs("upgrading", "Upgrade"),
      docs("backup", "Back up and restore"),
      docs("monitoring", "Monitor, and answer an alert"),
      docs("operations", "Look into an import"),
      docs("tenants-and-keys", "Manage tenants and keys"),
      docs("add-an-entity", "Add an entity, a column, a rule, a format"),
    ],
  },
  {
    name: "Reference",
    pages: [
      docs("contracts", "Contracts"),
      docs("files", "Files"),
      docs("errors", "Errors"),
      docs("settings", "Settings"),
      docs("command-line", "Command line"),
      { file: "clients/typescript/README.md", address: "typescript-client", name: "TypeScript client" },
      { file: "CHANGELOG.md", address: "changelog", name: "Changelog" },
    ],
  },
  {
    name: "Explanation",
    pages: [
      { file: "ARCHITECTURE.md", address: "architecture", name: "Architecture" },
      docs("durability", "Durability"),
      docs("scaling", "Scaling"),
      { file: "bench/README.md", address: "speed", name: "Speed" },
      docs("a-night-at-three", "A night at three"),
      { file: "CONTRIBUTING.md", address: "contributing", name: "Contributing" },
    ],
  },
];

export const pages: readonly Page[] = [
  { file: "docs/index.md", address: "index", name: "Start" },
  ...menu.flatMap(({ pages }) => pages),
];
