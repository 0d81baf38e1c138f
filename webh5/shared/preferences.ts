/** What this phone remembers between visits. Private windows refuse storage: then it is remembered for the page only. */
const page = new Map<string, string>();

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return page.get(name) ?? null;
  }
}

export function remember(name: string, value: string): void {
  page.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is off or full: the page's own copy serves.
  }
}

/** Removes what was remembered under a name, or under every name that starts so. */
export function forget(start: string): void {
  for (const name of Array.from(page.keys())) if (name.startsWith(start)) page.delete(name);
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(start)) localStorage.removeItem(name);
  } catch {
    // Storage is off: nothing was kept there.
  }
}

/** What an outbox keeps its messages on. */
export const shelf = {
  read: remembered,
  write: (name: string, value: string | null): void => (value === null ? forget(name) : remember(name, value)),
};

/** Large type, set once and kept for every page. */
export const largeType = {
  get on(): boolean {
    return remembered('large-type') === '1';
  },
  set(on: boolean): void {
    remember('large-type', on ? '1' : '0');
    largeType.apply();
  },
  apply(): void {
    document.documentElement.classList.toggle('large', largeType.on);
  },
};
