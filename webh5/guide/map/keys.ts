import { stage } from './mapView';

/** The map by keys alone: arrows move it, + and - zoom, brackets turn, N turns north up. */
export function mapKeys(event: KeyboardEvent): void {
  const on = stage.value;
  if (!on) return;
  const act: { readonly [key: string]: () => void } = {
    ArrowLeft: () => on.pan(60, 0), ArrowRight: () => on.pan(-60, 0), ArrowUp: () => on.pan(0, 60), ArrowDown: () => on.pan(0, -60),
    '+': () => on.zoom(1.4),
    '=': () => on.zoom(1.4),
    '-': () => on.zoom(1 / 1.4),
    '[': () => on.rotate(-0.4),
    ']': () => on.rotate(0.4),
    n: () => on.north(),
  };
  const does = act[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}
