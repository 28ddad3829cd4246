/** What a key may do; each role may do what those before it may. */
export const roles = ["read", "import", "admin"] as const;
export type Role = (typeof roles)[number];

export function roleAllows(has: Role, needs: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(needs);
}
