/** Keeps values up to a number of bytes; when full, those farthest from what is being looked at go first. */
export class BoundedCache<V> {
  private readonly entries = new Map<string, { value: V; bytes: number }>();
  private held = 0;

  /**
   * @param capacity bytes
   * @param distance how far a key is from what is on the screen
   * @param dropped called for each value that leaves
   */
  constructor(
    readonly capacity: number,
    private readonly distance: (key: string) => number,
    private readonly dropped: (value: V) => void = () => undefined,
  ) {}

  get bytes(): number {
    return this.held;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string): V | undefined {
    return this.entries.get(key)?.value;
  }

  /** Stores a value; false when everything held is nearer and the value did not fit. */
  set(key: string, value: V, bytes: number): boolean {
    this.delete(key);
    this.entries.set(key, { value, bytes });
    this.held += bytes;
    while (this.held > this.capacity && this.entries.size > 1) this.delete(this.farthest());
    return this.entries.has(key);
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.held -= entry.bytes;
    this.dropped(entry.value);
  }

  private farthest(): string {
    let worst = '';
    let most = -1;
    for (const key of this.entries.keys()) {
      const d = this.distance(key);
      if (d > most) {
        most = d;
        worst = key;
      }
    }
    return worst;
  }
}
