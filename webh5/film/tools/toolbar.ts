import { largeType } from '../../shared/preferences';
import { el, icon, mark, setIcon, show, type Icon } from '../page/dom';
import { openSheet } from '../page/sheet';
import type { Viewer } from '../read/viewer';
import { openPresets } from './presets';

/** The main tools, each a picture and a word. */
export function tools(viewer: Viewer): HTMLElement {
  const tool = (name: Icon, word: string, click: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'tool', click }, icon(name), el('span', {}, word));
  const scroll = tool('pages', '翻页', () => viewer.setMode('scroll'));
  const window = tool('window', '调窗', () => viewer.setMode('window'));
  const pan = tool('pan', '移动', () => viewer.setMode('pan'));
  const presets = tool('presets', '窗型', () => openPresets(viewer));
  const play = tool('play', '播放', () => viewer.player.toggle());
  const reset = tool('reset', '复位', () => viewer.reset());
  const more = tool('more', '更多', () => openMore(viewer));
  const bar = el('div', { class: 'tools', role: 'toolbar', 'aria-label': '看片工具' }, scroll, window, pan, presets, play, reset, more);
  let playing = false;
  viewer.onChange(() => {
    const many = viewer.reading.count > 1;
    for (const button of [scroll, play]) show(button, many);
    for (const button of [window, presets]) show(button, viewer.isGrey);
    for (const [button, mode] of [[scroll, 'scroll'], [window, 'window'], [pan, 'pan']] as const) {
      mark(button, 'aria-pressed', String(viewer.mode === mode));
    }
    if (viewer.player.playing === playing) return;
    playing = viewer.player.playing;
    setIcon(play.querySelector('svg')!, playing ? 'pause' : 'play');
    play.querySelector('span')!.textContent = playing ? '暂停' : '播放';
  });
  return bar;
}

function openMore(viewer: Viewer): void {
  const item = (name: Icon, word: string, about: string, on: boolean | null, click: () => void): HTMLElement =>
    el(
      'button',
      { type: 'button', class: 'choice row', 'aria-pressed': on === null ? null : String(on), click: () => { click(); close(); } },
      icon(name),
      el('b', {}, word),
      el('span', {}, about),
    );
  const close = openSheet(
    '更多',
    el(
      'div',
      { class: 'choices' },
      item('invert', '反色', '黑白互换', viewer.reading.invert, () => viewer.toggleInvert()),
      viewer.hasOverlays
        ? item('overlays', '图上标注', '影像自带的文字和线条', viewer.reading.overlays, () => viewer.toggleOverlays())
        : null,
      item('actual', '原始大小', '一个像素对一个点', null, () => viewer.actualSize()),
      item('type', '大字', '文字变大，一直记住', largeType.on, () => largeType.set(!largeType.on)),
    ),
  );
}
