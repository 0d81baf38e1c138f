/** What somebody has typed and the host has not yet taken: kept until it has, also over a reload. */
export interface Unsent {
  /** Chosen once, so that a repeat counts once. */
  readonly clientId: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  /** Why the host will not take it; absent while it is still being tried. */
  readonly refusal?: string;
}

/** Where text is kept between visits. */
export interface Shelf {
  readonly read: (name: string) => string | null;
  readonly write: (name: string, value: string | null) => void;
}

export class Outbox {
  private items: readonly Unsent[];

  constructor(private readonly shelf: Shelf, private readonly name: string) {
    this.items = parse(shelf.read(name));
  }

  get unsent(): readonly Unsent[] {
    return this.items;
  }

  /** The oldest one still worth trying; later ones wait for it, so that the order stays. */
  get next(): Unsent | null {
    return this.items.find((item) => !item.refusal) ?? null;
  }

  add(item: Unsent): void {
    this.set([...this.items.filter((one) => one.clientId !== item.clientId), item]);
  }

  /** The host has it, or its writer gave it up. */
  remove(clientIds: readonly string[]): void {
    if (this.items.some((item) => clientIds.includes(item.clientId)))
      this.set(this.items.filter((item) => !clientIds.includes(item.clientId)));
  }

  refuse(clientId: string, refusal: string): void {
    this.set(this.items.map((item) => (item.clientId === clientId ? { ...item, refusal } : item)));
  }

  retry(clientId: string): void {
    this.set(this.items.map((item) => (item.clientId === clientId ? { clientId, text: item.text, at: item.at } : item)));
  }

  private set(items: readonly Unsent[]): void {
    this.items = items;
    this.shelf.write(this.name, items.length ? JSON.stringify(items) : null);
  }
}

function parse(text: string | null): readonly Unsent[] {
  if (!text) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isUnsent) : [];
  } catch {
    return [];
  }
}

function isUnsent(value: unknown): value is Unsent {
  const item = value as Partial<Unsent> | null;
  return typeof item?.clientId === 'string' && typeof item.text === 'string' && typeof item.at === 'string';
}
