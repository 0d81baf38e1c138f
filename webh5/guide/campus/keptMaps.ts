/**
 * The answers a map is made of, kept on the phone for when there is no network: in IndexedDB, for the last two hospitals.
 * A browser that refuses to keep anything keeps nothing; then the map needs the network.
 */
const hospitalsKept = 2;
const store = 'answers';

export interface Kept {
  readonly path: string;
  /** Code of the hospital; empty for the list of all campuses. */
  readonly hospital: string;
  /** When it was answered, milliseconds since 1970. */
  readonly at: number;
  readonly value: unknown;
}

let opening: Promise<IDBDatabase | null> | null = null;

function open(): Promise<IDBDatabase | null> {
  opening ??= new Promise((done) => {
    try {
      const request = indexedDB.open('guide', 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore(store, { keyPath: 'path' }).createIndex('hospital', ['hospital', 'at']);
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = () => done(null);
    } catch {
      // Private windows of some browsers throw at once.
      done(null);
    }
  });
  return opening;
}

const answered = <T>(request: IDBRequest<T>): Promise<T | null> =>
  new Promise((done) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null);
  });

/** The last answer to a path; null when none is kept. */
export async function recall(path: string): Promise<Kept | null> {
  const db = await open();
  return db?.objectStoreNames.contains(store)
    ? ((await answered<Kept | undefined>(db.transaction(store).objectStore(store).get(path))) ?? null)
    : null;
}

/** Keeps answers, and lets go those of all hospitals but the last two looked at. */
export async function keep(answers: readonly Kept[]): Promise<void> {
  const db = await open();
  if (!db?.objectStoreNames.contains(store)) return;
  const kept = db.transaction(store, 'readwrite').objectStore(store);
  for (const answer of answers) kept.put(answer);
  for (const [hospital] of (await lastSeen(kept)).slice(hospitalsKept)) {
    const keys = await answered(kept.index('hospital').getAllKeys(IDBKeyRange.bound([hospital], [hospital, Infinity])));
    for (const key of keys ?? []) kept.delete(key);
  }
}

/** Hospitals by when they were last looked at, latest first. */
function lastSeen(kept: IDBObjectStore): Promise<readonly (readonly [hospital: string, at: number])[]> {
  return new Promise((done) => {
    const seen: [string, number][] = [];
    const cursor = kept.index('hospital').openKeyCursor(null, 'prev');
    cursor.onerror = () => done([]);
    cursor.onsuccess = () => {
      if (!cursor.result) return done(seen.sort((a, b) => b[1] - a[1]));
      const [hospital, at] = cursor.result.key as [string, number];
      if (hospital && !seen.some(([one]) => one === hospital)) seen.push([hospital, at]);
      cursor.result.continue();
    };
  });
}
