// The guide's page from navigation to its first picture, each load in a new browser: 360x740, processor slowed 4x, software graphics.
// node loadtests/flows/guide-page.mjs http://127.0.0.1:5080 [loads=6] [-v: each request with when it was asked, answered and over]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const [host = 'http://127.0.0.1:5080', loads = '6', verbose] = process.argv.slice(2);
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const limitMs = 30_000;

/** A browser over its debugging pipe. */
function open(profile) {
  const args = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--no-sandbox', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', 'about:blank'];
  const browser = spawn(chromium, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , ask, answers] = browser.stdio;
  const waiting = new Map();
  let [last, text] = [0, ''];
  answers.setEncoding('utf8').on('data', (chunk) => {
    const parts = (text + chunk).split('\0');
    text = parts.pop();
    for (const { id, result, error } of parts.map((part) => JSON.parse(part))) {
      const { done, fail } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (error) fail?.(new Error(error.message));
      else done?.(result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((done, fail) => {
      waiting.set(++last, { done, fail });
      ask.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  const ended = new Promise((done) => browser.once('exit', done));
  return { send, close: () => send('Browser.close').then(() => ended) };
}

async function load() {
  const profile = mkdtempSync(join(tmpdir(), 'guide-page-'));
  const browser = open(profile);
  try {
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const send = (method, params) => browser.send(method, params, sessionId);
    await send('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
    await send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await send('Page.navigate', { url: `${host}/guide` });
    const read = async (expression) => (await send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
    for (const from = Date.now(); Date.now() - from < limitMs;) {
      const drawn = await read(`location.href === 'about:blank' ? null : performance.getEntriesByName('guide-drawn')[0]?.startTime ?? null`);
      if (drawn !== null) return { drawn, requests: await read(`[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((one) => [one.name.replace(location.origin, ''), one.startTime, one.responseStart, one.responseEnd, one.encodedBodySize])`) };
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`No picture within ${limitMs} ms.`);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const all = [];
for (let i = 0; i < Number(loads); i++) {
  const { drawn, requests } = await load();
  all.push(drawn);
  console.log(`${Math.round(drawn)} ms, load average ${loadavg()[0].toFixed(1)}`);
  if (verbose) for (const [name, start, first, end, bytes] of requests.sort((a, b) => a[1] - b[1])) if (start < drawn) console.log(`  ${[start, first, end].map((ms) => `${Math.round(ms)}`.padStart(6)).join('')} ${`${bytes}`.padStart(7)} B  ${name}`);
}
all.sort((a, b) => a - b);
console.log(`median ${Math.round((all[Math.floor((all.length - 1) / 2)] + all[Math.ceil((all.length - 1) / 2)]) / 2)}, least ${Math.round(all[0])}, most ${Math.round(all[all.length - 1])} ms`);
