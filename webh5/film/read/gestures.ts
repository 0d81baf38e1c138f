/** What one finger, or the left mouse button, does on the stage. */
export type Mode = 'scroll' | 'window' | 'pan';

export interface GestureTarget {
  readonly mode: Mode;
  /** A one-finger drag begins; distances of `dragTo` count from here, in CSS pixels. */
  dragStart(mode: Mode): void;
  dragTo(mode: Mode, dx: number, dy: number): void;
  dragEnd(mode: Mode): void;
  /** Moves and scales the picture about a point given from the stage's centre. */
  pinch(factor: number, px: number, py: number, dx: number, dy: number): void;
  doubleTap(px: number, py: number): void;
  step(slices: number): void;
}

interface Finger {
  x: number;
  y: number;
}

/** Turns pointer and wheel events of the stage into the viewer's own verbs. Two fingers always zoom and move. */
export function listen(stage: HTMLElement, target: GestureTarget): void {
  const fingers = new Map<number, Finger>();
  let start: Finger | null = null;
  let mode: Mode = 'scroll';
  let moved = false;
  let lastTap = { time: 0, x: 0, y: 0 };
  let wheelRest = 0;

  const fromCentre = (x: number, y: number): [number, number] => {
    const box = stage.getBoundingClientRect();
    return [x - box.left - box.width / 2, y - box.top - box.height / 2];
  };
  const pair = (): { x: number; y: number; gap: number } => {
    const [a, b] = [...fingers.values()] as [Finger, Finger];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, gap: Math.hypot(a.x - b.x, a.y - b.y) };
  };
  const endDrag = (): void => {
    if (start && moved) target.dragEnd(mode);
    start = null;
  };

  stage.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Element && event.target.closest('button,[role=slider]')) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size > 1) return endDrag();
    mode = event.button === 2 ? 'window' : event.button === 1 ? 'pan' : target.mode;
    start = { x: event.clientX, y: event.clientY };
    moved = false;
  });

  stage.addEventListener('pointermove', (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    if (fingers.size === 2) {
      const before = pair();
      finger.x = event.clientX;
      finger.y = event.clientY;
      const after = pair();
      const [px, py] = fromCentre(after.x, after.y);
      target.pinch(before.gap > 0 ? after.gap / before.gap : 1, px, py, after.x - before.x, after.y - before.y);
      return;
    }
    finger.x = event.clientX;
    finger.y = event.clientY;
    if (!start || fingers.size !== 1) return;
    const dx = event.clientX - start.x;
    const dy = event.clientY - start.y;
    if (!moved) {
      if (Math.hypot(dx, dy) < 5) return;
      moved = true;
      start = { x: event.clientX, y: event.clientY };
      target.dragStart(mode);
      return;
    }
    target.dragTo(mode, dx, dy);
  });

  const lift = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    const tapped = start !== null && !moved && event.type === 'pointerup' && event.button === 0;
    endDrag();
    if (!tapped) return;
    const near = Math.hypot(event.clientX - lastTap.x, event.clientY - lastTap.y) < 30;
    if (near && event.timeStamp - lastTap.time < 320) {
      lastTap = { time: 0, x: 0, y: 0 };
      target.doubleTap(...fromCentre(event.clientX, event.clientY));
    } else {
      lastTap = { time: event.timeStamp, x: event.clientX, y: event.clientY };
    }
  };
  stage.addEventListener('pointerup', lift);
  stage.addEventListener('pointercancel', lift);
  stage.addEventListener('contextmenu', (event) => event.preventDefault());

  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? event.deltaY * 40 : event.deltaY;
      if (event.ctrlKey) {
        target.pinch(Math.exp(-lines / 300), ...fromCentre(event.clientX, event.clientY), 0, 0);
        return;
      }
      wheelRest += lines;
      const steps = Math.abs(lines) >= 80 ? Math.sign(lines) : Math.trunc(wheelRest / 40);
      if (steps !== 0) {
        wheelRest = 0;
        target.step(steps);
      }
    },
    { passive: false },
  );

  // iOS zooms the page by its own gesture events, whatever touch-action says.
  for (const name of ['gesturestart', 'gesturechange', 'gestureend']) {
    document.addEventListener(name, (event) => event.preventDefault(), { passive: false });
  }
}
