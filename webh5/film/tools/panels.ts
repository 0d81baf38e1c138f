import type { FilmManifest } from '../../api/film';
import { dayText, timeText } from '../../lib/dates';
import { largeType, remember, remembered } from '../../shared/preferences';
import { el, icon, mark, say, setIcon, show, type Icon } from '../page/dom';
import { fileWindows, type Series } from '../read/series';
import { openSheet } from '../page/sheet';
import type { Viewer } from '../read/viewer';

/** Hospital, patient and study over the picture, with the report one tap away. */
export function header(manifest: FilmManifest, viewer: Viewer): HTMLElement {
  const { study, hospital, report } = manifest;
  const now = Date.now();
  const patient = [study.patient.name, study.patient.sex, study.patient.age].filter(Boolean).join(' ');
  const exam = [study.studyDescription ?? study.modalities.join('/'), study.studyDate && dayText(study.studyDate, now).split(' ')[0]!].filter(Boolean).join(' · ');
  const button = (name: Icon, word: string, click: (event: Event) => void): HTMLElement =>
    el('button', { type: 'button', class: 'head-button', click }, icon(name), el('span', {}, word));
  return el(
    'header',
    { class: 'head' },
    el(
      'div',
      { class: 'head-words' },
      el('h1', {}, hospital.name),
      el('p', {}, el('b', {}, patient), ` ${exam}`),
      el('p', { class: 'quiet' }, `链接有效至 ${timeText(manifest.expiresAt, now)}`),
    ),
    report ? button('report', '报告', () => openSheet('检查报告', reportBody(report, now))) : null,
    button('info', '信息', () => openSheet('影像信息', infoBody(manifest, viewer))),
  );
}

function reportBody(report: NonNullable<FilmManifest['report']>, now: number): HTMLElement {
  return el(
    'div',
    { class: 'report' },
    report.publishedAt ? el('p', { class: 'quiet' }, `发布于 ${timeText(report.publishedAt, now)}`) : null,
    ...report.text.split(/\r?\n/).map((line) => el('p', {}, line)),
  );
}

function infoBody(manifest: FilmManifest, viewer: Viewer): HTMLElement {
  const { study } = manifest;
  const { series, slice } = viewer.reading;
  const now = Date.now();
  const spacing = slice?.image.pixelSpacing;
  const rows: [string, string | null | undefined][] = [
    ['医院', manifest.hospital.name],
    ['姓名', [study.patient.name, study.patient.sex, study.patient.age].filter(Boolean).join(' ')],
    ['检查', study.studyDescription],
    ['检查日期', study.studyDate && dayText(study.studyDate, now)],
    ['检查号', study.accessionNumber],
    ['序列', `${series.title}（${series.modality}，${viewer.reading.count} 张）`],
    ['图像大小', slice && `${slice.image.columns} × ${slice.image.rows} 像素`],
    [/detector/i.test(slice?.image.pixelSpacingKind ?? '') ? '像素间距（探测器处，未校正）' : '像素间距', spacing && `${spacing.map((mm) => Number(mm.toFixed(3))).join(' × ')} 毫米`],
    ['自带窗', slice && fileWindows(slice.image).map((p) => `${p.name} ${p.window.center}/${p.window.width}`).join('，')],
    ['链接用途', manifest.purpose],
    ['链接有效至', timeText(manifest.expiresAt, now)],
  ];
  return el(
    'div',
    {},
    el('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => (value ? [el('dt', {}, name), el('dd', {}, value)] : []))),
    el('p', { class: 'quiet' }, '手机屏幕显示仅供查看，不能代替医生的诊断。'),
  );
}

/** One button per series with the picture of its middle slice, fetched when it comes into sight. */
export function strip(viewer: Viewer): HTMLElement {
  const buttons = viewer.series.map((series, at) => stripButton(series, () => viewer.selectSeries(at)));
  const nav = el('nav', { class: 'strip', 'aria-label': '序列' }, ...buttons);
  const load = (button: Element): void => {
    const image = button.querySelector('img');
    if (image?.dataset.src && !image.getAttribute('src')) image.src = image.dataset.src;
  };
  if ('IntersectionObserver' in window) {
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        load(entry.target);
        observer.unobserve(entry.target);
      }
    });
    // The first picture has the line to itself; thumbnails follow.
    setTimeout(() => buttons.forEach((button) => observer.observe(button)), 600);
  } else buttons.forEach(load);
  viewer.onChange(() => {
    buttons.forEach((button, i) => {
      const current = i === viewer.seriesIndex;
      if (current === button.hasAttribute('aria-current')) return;
      if (current) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    });
  });
  return nav;
}

function stripButton(series: Series, click: () => void): HTMLElement {
  const middle = series.slices[Math.floor((series.slices.length - 1) / 2)];
  const image = el('img', { alt: '', width: 56, height: 56, 'data-src': middle ? `${middle.instanceUrl}/thumbnail` : null });
  const count = series.slices.length > 0 ? `${series.slices.length} 张` : series.processing > 0 ? '处理中' : '打不开';
  return el(
    'button',
    { type: 'button', class: 'strip-item', click, 'aria-label': `${series.modality} ${series.title}，${count}` },
    image,
    el('span', { class: 'strip-words' }, el('b', {}, series.title || series.modality), el('span', {}, `${series.modality} ${count}`)),
  );
}

/** The main tools, each a picture and a word. */
export function tools(viewer: Viewer): HTMLElement {
  const tool = (name: Icon, word: string, click: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'tool', click }, icon(name), el('span', {}, word));
  const scroll = tool('pages', '翻页', () => viewer.setMode('scroll'));
  const window = tool('window', '调窗', () => viewer.setMode('window'));
  const pan = tool('pan', '移动', () => viewer.setMode('pan'));
  const presets = tool('presets', '窗型', () => openPresets(viewer));
  const play = tool('play', '播放', () => (viewer.playing ? viewer.pause() : viewer.play()));
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
    if (viewer.playing === playing) return;
    playing = viewer.playing;
    setIcon(play.querySelector('svg')!, playing ? 'pause' : 'play');
    play.querySelector('span')!.textContent = playing ? '暂停' : '播放';
  });
  return bar;
}

export function openPresets(viewer: Viewer): void {
  const chosen = viewer.reading.window === null ? '默认' : viewer.reading.windowName;
  const close = openSheet(
    '窗型',
    el(
      'div',
      { class: 'choices' },
      ...viewer.presets.map(({ name, window }) =>
        el(
          'button',
          {
            type: 'button',
            class: 'choice',
            'aria-pressed': String(name === chosen),
            click: () => {
              viewer.choosePreset(name, window);
              close();
            },
          },
          el('b', {}, name),
          ...(window === null ? ['图像自带'] : window === 'full' ? ['按本层明暗'] : [`窗宽 ${window.width}`, `窗位 ${window.center}`]).map((line) => el('span', {}, line)),
        ),
      ),
    ),
  );
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
      item('actual', '原始大小', '一个像素对一个点', null, () => viewer.actualSize()),
      item('type', '大字', '文字变大，一直记住', largeType.on, () => largeType.set(!largeType.on)),
    ),
  );
}

/** Speed of a film while it plays. */
export function playBar(viewer: Viewer): HTMLElement {
  const text = el('output', {});
  const change = (factor: number): void => viewer.setRate(Math.max(1, Math.round(viewer.rate * factor)));
  const bar = el(
    'div',
    { class: 'play-bar', hidden: true },
    el('button', { type: 'button', click: () => change(0.66) }, '慢一点'),
    text,
    el('button', { type: 'button', click: () => change(1.5) }, '快一点'),
  );
  viewer.onChange(() => {
    show(bar, viewer.playing);
    say(text, `每秒 ${viewer.rate} 张`);
  });
  return bar;
}

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
