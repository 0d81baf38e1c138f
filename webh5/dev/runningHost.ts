import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import type { Plugin, ProxyOptions, ViteDevServer } from 'vite';

/** Pages that the host fills in before it sends them: their address, their source, and the marks in it that are filled. */
const filledPages = [
  { address: /^\/f\/[^/]+$/, file: 'film.html', preload: '<!--film-preload-->', data: '<!--film-manifest-->' },
  { address: /^\/guide\/?$/, file: 'guide.html', preload: '<!--guide-preload-->', data: '' },
] as const;

type FilledPage = (typeof filledPages)[number];

/**
 * Serves the sources of the pages and asks the running host for everything else: API, hubs, pictures, health.
 * @param host the host's address, such as http://localhost:5080
 */
export function runningHost(host: string): Plugin {
  let root = '';
  const isOurs = (url: string): boolean => {
    const path = plainPath(url);
    if (path === '/' || path.startsWith('/@') || path.startsWith('/node_modules/')) return true;
    return [join(root, path), join(root, 'public', path)].some((file) => existsSync(file) && statSync(file).isFile());
  };
  const proxy: ProxyOptions = {
    target: host,
    changeOrigin: true,
    ws: true,
    bypass: (request) => (isOurs(request.url ?? '/') ? request.url! : undefined),
    configure: (server) => {
      server.on('proxyReq', (asked, request) => setOrigin(asked, request, host));
      server.on('proxyReqWs', (asked, request) => setOrigin(asked, request, host));
      server.on('error', (_, __, response) => 'writeHead' in response && sayUnreachable(response, host));
    },
  };
  return {
    name: 'running-host',
    apply: (_, { command, isPreview }) => command === 'serve' && !isPreview,
    config: () => ({ server: { proxy: { '^/': proxy } } }),
    configureServer(server) {
      root = server.config.root;
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '/').split('?')[0]!;
        const page = filledPages.find(({ address }) => address.test(path));
        if (page) return void fill(server, host, page, request, response).catch(() => sayUnreachable(response, host));
        if (/^\/staff(\/.*)?$/.test(path) && !isOurs(path)) request.url = '/staff.html';
        next();
      });
    },
  };
}

/** The path of an address, as the file system would name it. */
function plainPath(url: string): string {
  const path = url.split('?')[0]!;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The host takes changes only from its own pages. Ours count as such; a request from anywhere else keeps its Origin and is refused. */
function setOrigin(asked: ClientRequest, request: IncomingMessage, host: string): void {
  if (request.headers.origin === `http://${request.headers.host}`) asked.setHeader('Origin', new URL(host).origin);
}

/** Sends our source of a page with what the host has written into its own: preloads, data, status and cookies. */
async function fill(
  server: ViteDevServer,
  host: string,
  page: FilledPage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url!;
  const { answer, html } = await ask(host, url, request);
  const preload = (html.match(/<link rel="preload"[^>]*>/g) ?? []).join('');
  const data = /<script type="application\/json"[^>]*>[^<]*<\/script>/.exec(html)?.[0] ?? '';
  let source = await readFile(join(server.config.root, page.file), 'utf8');
  source = source.replace(page.preload, () => preload);
  if (page.data) source = source.replace(page.data, () => data);
  const cookies = answer.headers['set-cookie'];
  response.writeHead(answer.statusCode ?? 200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(cookies ? { 'Set-Cookie': cookies } : {}),
  });
  response.end(await server.transformIndexHtml(url, source));
}

function ask(host: string, url: string, request: IncomingMessage): Promise<{ answer: IncomingMessage; html: string }> {
  const send = host.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers = { cookie: request.headers.cookie ?? '', accept: 'text/html' };
    const asked = send(new URL(url, host), { headers, timeout: 10_000 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ answer, html: Buffer.concat(parts).toString('utf8') }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.end();
  });
}

function sayUnreachable(response: ServerResponse, host: string): void {
  if (response.headersSent) return;
  response.writeHead(502, { 'Content-Type': 'application/problem+json; charset=utf-8' });
  response.end(JSON.stringify({
    status: 502,
    code: 'dev.host_unreachable',
    title: `${host} does not answer. Start the host, set BFF_URL, or use "npm run dev -- --mode synthetic".`,
  }));
}
