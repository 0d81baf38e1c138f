import { gzipSync, deflateSync, crc32 } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import type { FilmManifest, ImageDescription } from '../api/film';
import { syntheticAnswer } from './syntheticAnswers';
import { greyTable, type Window } from '../lib/film/windowing';

// A stand-in for the host while the pages are developed: one made-up CT, windowed as the host would, under /f/demo.
const size = 512;
const count = 120;
const modality = { slope: 1, intercept: -1024, padding: null };
const opening: Window = { center: 40, width: 400, function: 'linear' };

export function syntheticHost(): Plugin {
  const use = (server: { middlewares: { use(handler: typeof answer): unknown } }): void => {
    server.middlewares.use(answer);
  };
  return { name: 'synthetic-host', configureServer: use, configurePreviewServer: use };
}

function answer(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const send = (type: string, body: string | Buffer, headers: Record<string, string> = {}, status = 200): void => {
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)), ...headers });
    response.end(body);
  };
  const path = url.pathname;
  if (/^\/f\/[^/]+$/.test(path)) {
    request.url = `/film.html${url.search}`;
    return next();
  }
  if (/^\/staff(\/.*)?$/.test(path)) request.url = '/staff.html';
  const film = /^\/api\/film\/(demo|expired|revoked)(\/.*)?$/.exec(path);
  if (!film || path === '/api/film/studies' || path.startsWith('/api/film/studies/')) {
    // Our own sources lie under /api/ too.
    if (!path.startsWith('/api/') || path.endsWith('.ts')) return next();
    const body = syntheticAnswer(request.method ?? 'GET', path, url.searchParams);
    if (body === undefined) return send('application/problem+json', '{"code":"not_found","title":""}', {}, path === '/api/me' ? 401 : 404);
    return send('application/json', body === null ? '' : JSON.stringify(body), {}, body === null ? 204 : 200);
  }
  if (film[1] !== 'demo') return send('application/problem+json', JSON.stringify({ code: `film.link_${film[1]}`, title: '' }), {}, 410);
  if (!film[2]) return send('application/json', JSON.stringify(manifest()));
  const frame = /instances\/9\.(\d+)/.exec(path);
  const slice = Number(frame?.[1] ?? 0);
  if (path.endsWith('/samples')) return send('application/octet-stream', gzipSync(encode(values(slice))), { 'Content-Encoding': 'gzip' });
  const [center, width] = (url.searchParams.get('window') ?? `${opening.center},${opening.width}`).split(',').map(Number);
  const side = path.endsWith('/thumbnail') ? 128 : Number((url.searchParams.get('viewport') ?? `${size}`).split(',')[0]);
  const table = greyTable({ low: 0, high: 4095 }, modality, { center: center!, width: width!, function: 'linear' }, false);
  send('image/png', png(values(slice), table, Math.min(size, side)), { 'Cache-Control': 'private, max-age=31536000, immutable' });
}

function manifest(): FilmManifest {
  const image: ImageDescription = {
    rows: size, columns: size, frames: 1, samplesPerPixel: 1, photometricInterpretation: 'MONOCHROME2', bitsStored: 12, isSigned: false,
    bytesPerSample: 2, rescaleSlope: 1, rescaleIntercept: -1024, hasModalityLut: false, windows: [{ ...opening, function: 'linear' }],
    pixelSpacing: [0.7, 0.7], invert: false,
  };
  const instance = (i: number) => ({ sopInstanceUid: `9.${i}`, instanceNumber: i + 1, state: 'ready' as const, image: 0, frames: 1, document: null });
  const all = Array.from({ length: count }, (_, i) => instance(i));
  const one = { seriesNumber: 1, modality: 'CT', bodyPartExamined: 'CHEST' };
  return {
    study: {
      studyInstanceUid: '9', studyDate: '2026-11-20', studyTime: '093000', studyDescription: '胸部CT平扫', accessionNumber: 'A20261120001',
      modalities: ['CT'], patient: { name: '李**', sex: '女', age: '65岁' },
    },
    hospital: { code: 'demo', name: '上海市示范医院' },
    expiresAt: new Date(Date.now() + 6 * 86_400_000).toISOString(),
    purpose: '患者本人查看',
    report: { text: '影像所见：\n双肺纹理清晰，未见实变。\n\n诊断意见：\n双肺未见明显异常。', publishedAt: '2026-11-20T15:20:00+08:00' },
    firstImage: {
      series: 0,
      instance: 59,
      frame: 1,
      url: '/api/film/demo/dicomweb/studies/9/series/9.1/instances/9.59/frames/1/rendered?viewport=512,512&quality=60',
    },
    images: [image],
    series: [
      { ...one, seriesInstanceUid: '9.1', seriesDescription: '胸部 5mm', instances: all },
      { ...one, seriesInstanceUid: '9.2', seriesNumber: 2, seriesDescription: '胸部 薄层 1mm', instances: all.slice(20, 60) },
    ],
  };
}

/** A chest of ellipses: soft tissue, two lungs with vessels, a spine. Stored value = Hounsfield + 1024. */
function values(slice: number): Uint16Array {
  const out = new Uint16Array(size * size);
  const t = slice / count - 0.5;
  const inside = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let hu = -1000;
      if (inside(x, y, 256, 256, 225, 165)) hu = -90;
      if (inside(x, y, 256, 256, 212, 152)) hu = 45;
      const lung = 78 * Math.sqrt(Math.max(0.05, 1 - 2.6 * t * t));
      for (const side of [-1, 1]) {
        if (!inside(x, y, 256 + side * 96, 250, lung, lung * 1.35)) continue;
        hu = -860 + 60 * Math.sin(x / 9 + slice / 4) * Math.cos(y / 11 - slice / 7);
        if (Math.sin(x / 13 + slice / 3) * Math.sin(y / 17 + slice / 5) > 0.93) hu = 20;
      }
      if (inside(x, y, 256, 358, 26, 24)) hu = 420;
      if (inside(x, y, 250, 300, 17, 17)) hu = 160;
      out[y * size + x] = Math.max(0, Math.round(hu + 1024 + ((x * 7919 + y * 104729 + slice * 31) % 23) - 11));
    }
  }
  return out;
}

function encode(pixels: Uint16Array): Buffer {
  const out = Buffer.alloc(pixels.length * 2);
  for (let i = 0; i < pixels.length; i++) {
    const column = i % size;
    const before = column > 0 ? pixels[i - 1]! : i >= size ? pixels[i - size]! : 0;
    const d = ((pixels[i]! - before) << 16) >> 16;
    const z = (d << 1) ^ (d >> 15);
    out[i] = z & 0xff;
    out[pixels.length + i] = (z >> 8) & 0xff;
  }
  return out;
}

function png(pixels: Uint16Array, table: Uint8Array, side: number): Buffer {
  const step = size / side;
  const raw = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) raw[y * (side + 1) + x + 1] = table[pixels[Math.floor(y * step) * size + Math.floor(x * step)]!]!;
  }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
