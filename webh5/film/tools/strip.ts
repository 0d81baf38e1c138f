import { el } from '../page/dom';
import type { Series } from '../read/series';
import type { Viewer } from '../read/viewer';

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
