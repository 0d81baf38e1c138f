import type { FilmManifest } from '../api/film';
import { poll } from '../lib/poll';
import { largeType } from '../shared/preferences';
import './film.css';
import { pictureOf } from './load/loader';
import { apiRoot, isProblem, isShut, readManifest } from './load/source';
import { el, fill } from './page/dom';
import { documents } from './page/documents';
import { notice } from './page/notice';
import { listen } from './read/gestures';
import { Hand } from './read/hand';
import { seriesOf, type Series } from './read/series';
import { Viewer } from './read/viewer';
import { header } from './tools/header';
import { hint } from './tools/hint';
import { listenToKeys } from './tools/keys';
import { playBar } from './tools/playBar';
import { readout } from './tools/readout';
import { scrubber } from './tools/scrubber';
import { strip } from './tools/strip';
import { tools } from './tools/toolbar';

const pollMs = 5000;
/** What is taken back is off the screen within five minutes. */
const standingMs = 4 * 60_000;
let stopWatching: (() => void) | null = null;

largeType.apply();
void open(false);

async function open(fresh: boolean): Promise<void> {
  const manifest = await readManifest(fresh);
  const app = document.getElementById('app')!;
  if (isProblem(manifest)) return fill(app, notice(manifest));
  const all = seriesOf(manifest, apiRoot());
  const shown = all.flatMap((series, i) => (series ? [{ series, i }] : []));
  if (shown.length === 0) return fill(app, documents(manifest) ?? notice({ code: 'film.no_images', title: '' }));
  show(app, manifest, shown.map((one) => one.series), (i) => shown.findIndex((one) => one.i === i));
}

function show(app: HTMLElement, manifest: FilmManifest, series: readonly Series[], placeOf: (manifestIndex: number) => number): void {
  const { study, firstImage } = manifest;
  document.title = `${study.studyDescription ?? '检查影像'} · 云胶片`;
  const stage = el('div', { class: 'stage', role: 'application', tabindex: 0, 'aria-label': '影像。上下方向键翻页，加减号缩放，R 复位' });
  const forced = new URLSearchParams(location.search).get('render');
  const firstSeries = firstImage ? Math.max(0, placeOf(firstImage.series)) : Math.max(0, series.findIndex((one) => one.slices.length > 0));
  const firstId = firstImage && `${manifest.series[firstImage.series]?.instances[firstImage.instance]?.sopInstanceUid}/${firstImage.frame}`;
  const firstSlice = firstId ? series[firstSeries]!.slices.findIndex((slice) => slice.id === firstId) : -1;

  const viewer = new Viewer(stage, series, { series: firstSeries, slice: firstSlice }, forced);
  listen(stage, new Hand(viewer));
  const many = series.length > 1;
  app.className = many ? 'viewer with-strip' : 'viewer';
  fill(
    app,
    header(manifest, viewer),
    stage,
    many ? strip(viewer) : null,
    tools(viewer),
  );
  const bubble = hint(stage, viewer);
  stage.append(scrubber(viewer), playBar(viewer), ...readout(viewer), ...(bubble ? [bubble] : []));
  listenToKeys(viewer);
  viewer.draw();
  void paintFirst(stage, viewer, firstSlice >= 0 ? firstImage!.url : null);
  watchProcessing(viewer);
  watchLink(viewer);
}

/** The first picture goes on the screen as a plain image; the canvas, dear on an old phone, is made behind it. */
async function paintFirst(stage: HTMLElement, viewer: Viewer, url: string | null): Promise<void> {
  const slice = viewer.reading.slice;
  if (url && slice) {
    try {
      const picture = await pictureOf(url);
      picture.className = 'first-picture';
      picture.alt = '';
      stage.prepend(picture);
      viewer.supply.adopt(slice, picture);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    } catch {
      // The loader asks for it again and says so when it fails.
    }
  }
  viewer.start();
  viewer.onceDrawn(() => stage.querySelector('.first-picture')?.remove());
}

/** While images are still being processed the page looks again every few seconds, and opens anew when there are more. */
function watchProcessing(viewer: Viewer): void {
  const waiting = viewer.series.reduce((n, series) => n + series.processing, 0);
  if (waiting === 0) return;
  const ready = viewer.series.reduce((n, series) => n + series.slices.length, 0);
  const polling = poll(async () => {
    const manifest = await readManifest(true);
    if (isProblem(manifest)) return;
    const now = seriesOf(manifest, apiRoot()).reduce((n, series) => n + (series?.slices.length ?? 0), 0);
    if (now === ready) return;
    polling.stop();
    await open(true);
  }, () => pollMs, () => document.hidden);
}

/** The film goes off the screen when its link no longer opens it: asked for every few minutes, and as soon as a picture is refused. */
function watchLink(viewer: Viewer): void {
  stopWatching?.();
  const polling = poll(async () => {
    if (await isShut()) shut();
  }, () => standingMs, () => document.hidden);
  const seen = (): void => {
    if (!document.hidden) polling.now();
  };
  document.addEventListener('visibilitychange', seen);
  let watching = true;
  stopWatching = () => {
    watching = false;
    polling.stop();
    document.removeEventListener('visibilitychange', seen);
  };
  viewer.onChange(() => viewer.supply.loader.trouble === 'refused' && shut());

  function shut(): void {
    if (!watching) return;
    stopWatching?.();
    void open(true);
  }
}
