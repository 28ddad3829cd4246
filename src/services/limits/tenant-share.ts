/** Counts how much of a shared resource each tenant holds, so that no tenant holds more than its share. */
export class TenantShare {
  private readonly counts = new Map<string, number>();

  /** Takes one if the tenant holds fewer than `most`. Returns an idempotent function that releases it, or null. */
  take(tenantId: string, most: number): (() => void) | null {
    const held = this.held(tenantId);
    if (held >= most) return null;
    this.counts.set(tenantId, held + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.giveBack(tenantId);
      isHeld = false;
    };
  }

  held(tenantId: string): number {
    return this.counts.get(tenantId) ?? 0;
  }

  private giveBack(tenantId: string): void {
    const left = this.held(tenantId) - 1;
    if (left <= 0) this.counts.delete(tenantId);
    else this.counts.set(tenantId, left);
  }
}
