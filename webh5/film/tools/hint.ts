import { remember, remembered } from '../../shared/preferences';
import { el } from '../page/dom';
import type { Viewer } from '../read/viewer';

/** A hint for first-time readers, gone after the first touch and not shown again. */
export function hint(stage: HTMLElement, viewer: Viewer): HTMLElement | null {
  if (remembered('film-hint') === '1') return null;
  const touch = matchMedia('(pointer: coarse)').matches;
  const many = viewer.reading.count > 1;
  const words = touch ? (many ? '上下滑动翻页，两指放大' : '两指放大，拖动查看') : `${many ? '滚轮翻页，' : ''}右键拖动调窗，Ctrl+滚轮放大`;
  const bubble = el('p', { class: 'hint' }, words);
  const done = (): void => {
    bubble.remove();
    remember('film-hint', '1');
  };
  stage.addEventListener('pointerdown', done, { once: true });
  stage.addEventListener('wheel', done, { once: true, passive: true });
  return bubble;
}
