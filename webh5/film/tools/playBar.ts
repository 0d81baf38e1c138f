import { el, say, show } from '../page/dom';
import type { Viewer } from '../read/viewer';

/** Speed of a film while it plays. */
export function playBar(viewer: Viewer): HTMLElement {
  const text = el('output', {});
  const change = (factor: number): void => viewer.player.setRate(Math.max(1, Math.round(viewer.player.rate * factor)));
  const bar = el(
    'div',
    { class: 'play-bar', hidden: true },
    el('button', { type: 'button', click: () => change(0.66) }, '慢一点'),
    text,
    el('button', { type: 'button', click: () => change(1.5) }, '快一点'),
  );
  viewer.onChange(() => {
    show(bar, viewer.player.playing);
    say(text, `每秒 ${viewer.player.rate} 张`);
  });
  return bar;
}
