import { el, mark, show } from '../page/dom';
import type { Viewer } from '../read/viewer';

/** The bar beside the picture: where in the series, what has been loaded, and a thumb to drag. */
export function scrubber(viewer: Viewer): HTMLElement {
  const track = el('canvas', { class: 'scrub-track', width: 1, height: 1 });
  const thumb = el('span', { class: 'scrub-thumb' });
  const bar = el(
    'div',
    { class: 'scrub', role: 'slider', tabindex: 0, 'aria-label': '层', 'aria-orientation': 'vertical', 'aria-valuemin': 1 },
    track,
    thumb,
  );
  const moveTo = (event: PointerEvent): void => {
    const box = bar.getBoundingClientRect();
    const share = (event.clientY - box.top - 16) / Math.max(1, box.height - 32);
    viewer.player.pause();
    viewer.goTo(Math.round(share * (viewer.reading.count - 1)));
  };
  bar.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    bar.focus({ preventScroll: true });
    bar.setPointerCapture(event.pointerId);
    moveTo(event);
  });
  bar.addEventListener('pointermove', (event) => {
    if (bar.hasPointerCapture(event.pointerId)) moveTo(event);
  });
  let drawn = '';
  viewer.onChange(() => {
    const { count, index } = viewer.reading;
    show(bar, count > 1);
    if (bar.hidden) return;
    thumb.style.top = `calc((100% - 32px) * ${index / (count - 1)})`;
    mark(bar, 'aria-valuemax', String(count));
    mark(bar, 'aria-valuenow', String(index + 1));
    mark(bar, 'aria-valuetext', `第 ${index + 1} 层，共 ${count} 层`);
    const state = `${viewer.seriesIndex}/${viewer.supply.revision}`;
    if (drawn === state) return;
    drawn = state;
    drawTrack(track, viewer);
  });
  return bar;
}

function drawTrack(track: HTMLCanvasElement, viewer: Viewer): void {
  const { slices } = viewer.reading.series;
  const context = track.getContext('2d')!;
  track.height = slices.length;
  slices.forEach((slice, i) => {
    const best = viewer.supply.best(slice);
    context.fillStyle = !best ? '#3a4450' : best.kind === 'picture' && best.preview ? '#5d7f86' : '#2fb5b8';
    context.fillRect(0, i, 1, 1);
  });
}
