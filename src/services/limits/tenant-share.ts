/** Lets each tenant have only some of a worker's slots, so that the slow servers of one leave slots to the others. */
export class TenantShare {
  private readonly held = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Takes a slot; gives what gives it back, or null where the tenant has its share. */
  take(tenantId: string): (() => void) | null {
    const held = this.held.get(tenantId) ?? 0;
    if (held >= this.most) return null;
    this.held.set(tenantId, held + 1);
    return () => {
      const left = (this.held.get(tenantId) ?? 1) - 1;
      if (left === 0) this.held.delete(tenantId);
      else this.held.set(tenantId, left);
    };
  }
}
