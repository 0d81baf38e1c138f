import { el } from '../page/dom';
import { openSheet } from '../page/sheet';
import type { Viewer } from '../read/viewer';
import type { WindowChoice } from '../read/windowChoices';

/** The windows on offer, for the reader to choose one. */
export function openPresets(viewer: Viewer): void {
  const chosen = viewer.reading.window === null ? '默认' : viewer.reading.windowName;
  const button = (choice: WindowChoice): HTMLElement => {
    const click = (): void => {
      viewer.chooseWindow(choice);
      close();
    };
    return el(
      'button',
      { type: 'button', class: 'choice', 'aria-pressed': String(choice.name === chosen), click },
      el('b', {}, choice.name),
      ...linesOf(choice).map((line) => el('span', {}, line)),
    );
  };
  const close = openSheet('窗型', el('div', { class: 'choices' }, ...viewer.windowChoices.map(button)));
}

function linesOf({ window }: WindowChoice): string[] {
  if (window === null) return ['图像自带'];
  return window === 'full' ? ['按本层明暗'] : [`窗宽 ${window.width}`, `窗位 ${window.center}`];
}
