import { el, fill, say, show } from '../page/dom';
import type { Viewer } from '../read/viewer';

const windowRestMs = 200;

const number = (value: number): string => String(Math.abs(value) < 10 ? Number(value.toPrecision(3)) : Math.round(value));

/** The words over the picture: which slice, which window, how much has come; and the same, politely, for screen readers. */
export function readout(viewer: Viewer): HTMLElement[] {
  const slice = el('b', { class: 'read-slice' });
  const window = el('span', { class: 'read-window' });
  const progress = el('span', { class: 'read-progress' });
  const live = el('p', { class: 'live', 'aria-live': 'polite' });
  const trouble = el('p', { class: 'trouble', role: 'alert', hidden: true });
  let announcing = 0;
  let writing = 0;
  let written = 0;
  // Under a finger the numbers change with every picture, faster than anyone reads, and each change lays the words out anew.
  const sayWindow = (text: string): void => {
    clearTimeout(writing);
    const rest = written + windowRestMs - performance.now();
    if (rest > 0) return void (writing = globalThis.setTimeout(() => sayWindow(text), rest) as unknown as number);
    written = performance.now();
    say(window, text);
  };
  viewer.onChange(() => {
    const { reading, shown, supply } = viewer;
    const { count, index, series } = reading;
    const unit = series.isCine ? '帧' : '层';
    say(slice, count > 1 ? `${unit} ${index + 1}/${count}` : '');
    const name = reading.windowName ? `${reading.windowName} ` : '';
    sayWindow(shown.window ? `${name}窗宽 ${number(shown.window.width)} 窗位 ${number(shown.window.center)}` : '');
    const loaded = supply.loaded;
    const waiting = shown.index !== index ? (shown.index < 0 ? '正在加载…' : `先看第 ${shown.index + 1} ${unit}，第 ${index + 1} ${unit}加载中`) : '';
    say(progress, count === 0 ? '' : waiting || (loaded < count ? `已加载 ${loaded}/${count}` : shown.sharp ? '' : '正在变清晰…'));
    const words = troubleOf(viewer);
    show(trouble, words !== '');
    if (trouble.dataset.words !== words) {
      trouble.dataset.words = words;
      fill(trouble, words, words && supply.loader.trouble !== 'refused' ? retryButton(viewer) : null);
    }
    clearTimeout(announcing);
    announcing = globalThis.setTimeout(() => {
      const said = [count > 1 && `第 ${index + 1} ${unit}，共 ${count} ${unit}`, window.textContent].filter(Boolean).join('，');
      say(live, said);
    }, 700) as unknown as number;
  });
  return [el('div', { class: 'readout', 'aria-hidden': 'true' }, slice, window, progress), trouble, live];
}

function troubleOf(viewer: Viewer): string {
  const { reading, supply, shown } = viewer;
  const { series } = reading;
  if (supply.loader.trouble === 'refused') return '链接刚刚失效。';
  if (supply.loader.trouble === 'offline') return '网络断开了，已经加载的影像还可以看。';
  if (reading.count === 0) return series.processing > 0 ? '影像处理中，完成后会自动显示。' : '这个序列的影像打不开，请联系医院。';
  const failed = reading.slice && supply.hasFailed(reading.slice);
  if (failed) return shown.index === reading.index ? '清晰的图像没有加载成功。' : '这一张没有加载成功。';
  if (series.processing > 0) return `还有 ${series.processing} 张影像处理中，完成后会自动显示。`;
  return '';
}

function retryButton(viewer: Viewer): HTMLElement | null {
  const { reading, supply } = viewer;
  const useful = supply.loader.trouble === 'offline' || (reading.slice !== null && supply.hasFailed(reading.slice));
  return useful ? el('button', { type: 'button', click: () => supply.loader.retry() }, '重试') : null;
}
