/** Numbers that depend on the seed, a stream and a row alone: any row can be made without those before it. */
export class RowRandom {
  private state = 0;

  constructor(private readonly seed: number) {}

  /** Goes to the start of a row's numbers; each stream has its own. */
  at(row: number, stream: number): this {
    this.state = Math.imul(this.seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca77);
    this.state = this.next() ^ Math.imul(row, 0xc2b2ae3d);
    return this;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  chance(share: number): boolean {
    return this.next() / 2 ** 32 < share;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** SplitMix32: 32 bits, unsigned. */
  private next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
}
