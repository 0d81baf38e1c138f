/** A position report. `level` is the level's id; without it the open ground is meant. */
export interface Fix {
  readonly lon: number;
  readonly lat: number;
  readonly level?: string | null;
  /** Metres the position may be wrong by. */
  readonly accuracyM?: number;
}

/** Something that knows where the walker is: a code on the wall, the browser's geolocation, a hospital's beacons. */
export interface PositionSource {
  /** As the walker reads it. */
  readonly name: string;
  /** Starts reporting; returns what ends it. */
  watch(report: (fix: Fix) => void, fail: (why: string) => void): () => void;
}

declare global {
  interface Window {
    /**
     * The door for hospitals with indoor positioning: their app or script calls `window.guidePosition.report({ lon, lat, level,
     * accuracyM })`, up to some times a second, with WGS 84 degrees and the level's id as the campus answer names it. It may be called
     * before, while and after a walk.
     */
    guidePosition?: { report(fix: Fix): void };
  }
}

const listeners = new Set<(fix: Fix) => void>();
let lastBeacon: { readonly fix: Fix; readonly at: number } | null = null;
const freshMs = 15_000;

window.guidePosition = {
  report(fix) {
    if (!Number.isFinite(fix.lon) || !Number.isFinite(fix.lat)) return;
    lastBeacon = { fix, at: performance.now() };
    for (const listener of listeners) listener(fix);
  },
};

/** Positions pushed through `window.guidePosition`. */
export const beacons: PositionSource = {
  name: '院内定位',
  watch(report) {
    listeners.add(report);
    if (lastBeacon && performance.now() - lastBeacon.at < freshMs) report(lastBeacon.fix);
    return () => listeners.delete(report);
  },
};

/** The browser's own position: good outdoors, not indoors, so reports worse than 30 m are left out. */
export const geolocation: PositionSource = {
  name: '手机定位',
  watch(report, fail) {
    if (!('geolocation' in navigator)) {
      fail('这部手机不能定位。');
      return () => undefined;
    }
    const id = navigator.geolocation.watchPosition(
      ({ coords }) => {
        if (coords.accuracy <= 30) report({ lon: coords.longitude, lat: coords.latitude, accuracyM: coords.accuracy });
      },
      (error) => fail(error.code === error.PERMISSION_DENIED ? '没有定位权限。扫墙上的位置码也可以。' : '暂时定不了位。扫墙上的位置码也可以。'),
      { enableHighAccuracy: true, maximumAge: 2000, timeout: 20_000 },
    );
    return () => navigator.geolocation.clearWatch(id);
  },
};
