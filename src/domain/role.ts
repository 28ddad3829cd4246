/** The roles of keys. Each role includes the rights of the roles before it. */
export const roles = ["read", "import", "admin"] as const;
export type Role = (typeof roles)[number];

export function roleAllows(has: Role, needs: Role): boolean {
  return roles.indexOf(has) >= roles.indexOf(needs);
}
