// What lists, filters, statistics and staff pages take on a filled database: the sandbox's admin sees all 31 hospitals, a hospital system as well.
// node loadtests/fill/measure.mjs http://127.0.0.1:5080 [times=15]: one request at a time; exit code 1 when a median is over its bound (ms).
import { loadavg } from 'node:os';

const [host = 'http://127.0.0.1:5080', times = '15'] = process.argv.slice(2);
const page = 100;
const first = 20;

async function signIn(username) {
  const answer = await fetch(`${host}/api/session/staff`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: `sandbox-${username}` }),
  });
  return (await answer.json()).token;
}

const admin = await signIn('admin');
const pacs = 'sandbox-demo-pacs-secret';
const get = (path, token) => fetch(host + path, { headers: { Authorization: `Bearer ${token}` } });
const newest = await (await get('/dicomweb/studies?limit=1&StudyDate=20200101-', pacs)).json();
const study = newest[0]['0020000D'].Value[0];
const conversations = '/api/staff/support/conversations';
const chat = (await (await get(`${conversations}?limit=1`, admin)).json()).items[0].id;
const year = (path) => `${path}?from=${new Date(Date.now() - 365 * 86400e3).toISOString().slice(0, 10)}`;

const rows = [
  ['/dicomweb/studies?limit=50', pacs, first],
  ['/dicomweb/studies?limit=50&StudyDate=20260601-20260630', pacs, first],
  ['/dicomweb/studies?limit=50&ModalitiesInStudy=CT', pacs, first],
  ['/dicomweb/studies?limit=50&ModalitiesInStudy=RG', pacs, first],
  ['/dicomweb/studies?limit=50&AccessionNumber=A1234567', pacs, first],
  ['/dicomweb/studies?limit=50&PatientID=nobody', pacs, first],
  ['/dicomweb/studies?limit=50&offset=10000', pacs, page],
  ['/dicomweb/studies?limit=1000', pacs, page],
  ['/dicomweb/series?limit=50', pacs, first],
  ['/dicomweb/series?limit=50&Modality=PT', pacs, first],
  ['/dicomweb/instances?limit=50', pacs, first],
  [`/dicomweb/studies/${study}/series`, pacs, first],
  [`/dicomweb/studies/${study}/instances`, pacs, first],
  ...['', '?state=received', '?state=ready', '?state=failed', '?state=not_image'].map((q) => [`/api/staff/film/ingests${q}`, admin, page]),
  ['/api/staff/film/links', admin, page],
  ['/api/staff/film/statistics', admin, page],
  [year('/api/staff/film/statistics'), admin, page],
  ...['', '?state=queue', '?state=bot', '?state=agent', '?state=closed', '?hospital=fill-empty', '?hospital=fill-01'].map((q) => [conversations + q, admin, page]),
  ['/api/staff/support/agents', admin, page],
  ['/api/staff/support/statistics', admin, page],
  [year('/api/staff/support/statistics'), admin, page],
  ['/api/staff/audit', admin, page],
  ['/api/staff/kb/unanswered', admin, page],
  ['/api/staff/film/integrators', admin, page],
];

let slow = 0;
console.log(`load ${loadavg().map((x) => x.toFixed(1)).join(' ')}`);
for (const [path, token, bound] of rows) {
  const took = [];
  let status = 0;
  for (let i = 0; i < +times + 3; i++) {
    const from = performance.now();
    const answer = await get(path, token);
    await answer.arrayBuffer();
    took.push(performance.now() - from);
    status = answer.status;
  }
  const sorted = took.slice(3).sort((a, b) => a - b);
  const [median, worst] = [sorted[sorted.length >> 1], sorted.at(-1)];
  if (median > bound || status >= 400) slow++;
  console.log(`${status} ${median.toFixed(1).padStart(8)} ms  worst ${worst.toFixed(1).padStart(8)}  bound ${bound}  ${path}${median > bound ? '  OVER' : ''}`);
}
console.log(`load ${loadavg().map((x) => x.toFixed(1)).join(' ')}; supervisor's chat ${chat}`);
process.exit(slow > 0 ? 1 : 0);
