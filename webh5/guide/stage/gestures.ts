/** What fingers, mouse and wheel ask of the map. Pixels; a turn in radians. */
export interface MapGestures {
  pan(dx: number, dy: number): void;
  pinch(factor: number, turn: number, x: number, y: number): void;
  rotate(turn: number, tilt: number): void;
  tap(x: number, y: number): void;
}

interface Finger {
  x: number;
  y: number;
}

const tapSlack = 8;

/** One finger moves, two zoom, turn and tilt; right mouse button turns and tilts; the wheel zooms. */
export function listenToMap(element: HTMLElement, target: MapGestures): () => void {
  const fingers = new Map<number, Finger>();
  let start: Finger | null = null;
  let isTap = false;
  const off: (() => void)[] = [];
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    handler: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ): void => {
    element.addEventListener(name, handler, options);
    off.push(() => element.removeEventListener(name, handler, options));
  };
  const local = (event: { clientX: number; clientY: number }): Finger => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  on('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, local(event));
    start = local(event);
    isTap = fingers.size === 1 && event.button === 0;
  });
  on('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger || !start) return;
    const now = local(event);
    if (Math.hypot(now.x - start.x, now.y - start.y) > tapSlack) isTap = false;
    if (fingers.size === 2) twoFingers(finger, now);
    else if (fingers.size === 1 && !isTap) {
      if (event.buttons & 2) target.rotate((now.x - finger.x) * 0.008, (now.y - finger.y) * 0.006);
      else target.pan(now.x - finger.x, now.y - finger.y);
    }
    [finger.x, finger.y] = [now.x, now.y];
  });
  const lift = (event: PointerEvent): void => {
    if (fingers.delete(event.pointerId) && isTap && event.type === 'pointerup' && start) target.tap(start.x, start.y);
    isTap = false;
  };
  on('pointerup', lift);
  on('pointercancel', lift);
  on('contextmenu', (event) => event.preventDefault());
  on('wheel', (event) => {
    event.preventDefault();
    const at = local(event);
    target.pinch(Math.exp(-(event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY) / 500), 0, at.x, at.y);
  }, { passive: false });
  // iOS zooms the page by its own gesture events, whatever touch-action says.
  on('gesturestart' as keyof HTMLElementEventMap, (event) => event.preventDefault(), { passive: false });

  function twoFingers(moved: Finger, now: Finger): void {
    const other = [...fingers.values()].find((finger) => finger !== moved)!;
    const [before, after] = [Math.hypot(moved.x - other.x, moved.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)];
    if (before < 1) return;
    let turn = Math.atan2(now.y - other.y, now.x - other.x) - Math.atan2(moved.y - other.y, moved.x - other.x);
    if (turn > Math.PI) turn -= 2 * Math.PI;
    if (turn < -Math.PI) turn += 2 * Math.PI;
    target.pinch(after / before, turn, (now.x + other.x) / 2, (now.y + other.y) / 2);
    // Each finger moves half the way of the pair.
    const [dx, dy] = [(now.x - moved.x) / 2, (now.y - moved.y) / 2];
    target.pan(dx, dy);
  }
  return () => off.forEach((remove) => remove());
}
