import type { Viewer } from '../read/viewer';
import { openPresets } from './presets';

/** The whole viewer by keyboard. */
export function listenToKeys(viewer: Viewer): void {
  const actions: { [key: string]: () => void } = {
    ArrowDown: () => viewer.step(1),
    ArrowRight: () => viewer.step(1),
    ArrowUp: () => viewer.step(-1),
    ArrowLeft: () => viewer.step(-1),
    PageDown: () => viewer.step(10),
    PageUp: () => viewer.step(-10),
    Home: () => viewer.goTo(0),
    End: () => viewer.goTo(viewer.reading.count - 1),
    '+': () => viewer.zoomBy(1.25),
    '=': () => viewer.zoomBy(1.25),
    '-': () => viewer.zoomBy(0.8),
    '1': () => viewer.actualSize(),
    i: () => viewer.toggleInvert(),
    r: () => viewer.reset(),
    w: () => viewer.setMode(viewer.mode === 'window' ? 'scroll' : 'window'),
    p: () => openPresets(viewer),
    ' ': () => viewer.player.toggle(),
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (event.key === ' ' && onButton) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
