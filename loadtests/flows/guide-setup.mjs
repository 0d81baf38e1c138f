// Puts the synthetic campus (107,362 nodes) on a running sandbox and writes one request body per reachable pair for wrk.
// node loadtests/flows/guide-setup.mjs http://127.0.0.1:5080 DIR-OF-GEN.JS-OUTPUT REFERENCE.csv bodies.txt
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [host, dir, reference, out] = process.argv.slice(2);
const origin = { lon: 121.4737, lat: 31.2304 };
const json = async (path, init = {}) => {
  const answer = await fetch(host + path, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
};

const session = await json('/api/session/staff', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'guide', password: 'sandbox-guide' }) });
const staff = { Authorization: `Bearer ${session.token}` };
let campus = (await json('/api/staff/guide/campuses', { headers: staff })).items.find((c) => c.hospital.code === 'demo-tcm');
if (!campus) {
  campus = await json('/api/staff/guide/campuses', {
    method: 'POST', headers: { ...staff, 'Content-Type': 'application/json' }, body: JSON.stringify({ hospitalCode: 'demo-tcm', name: '合成院区', ...origin }),
  });
  execFileSync('python3', ['-m', 'zipfile', '-c', `${dir}/map.zip`, `${dir}/nodes.csv`, `${dir}/edges.csv`, `${dir}/graph.json`]);
  const draft = await json(`/api/staff/guide/campuses/${campus.id}/import?name=map.zip`, { method: 'POST', headers: staff, body: readFileSync(`${dir}/map.zip`) });
  await json(`/api/staff/guide/campuses/${campus.id}/maps/${draft.mapId}/activate`, { method: 'POST', headers: staff });
  console.log(JSON.stringify(draft.counts));
}

const levels = new Map();
for (const c of (await json('/api/guide/campuses?hospital=demo-tcm')).items)
  for (const l of (await json(`/api/guide/campuses/${c.id}`)).levels) levels.set(`${l.building ?? -1}/${l.ordinal}`, l.id);

// id, x, y, z, level, building, campus, kind; no header.
const rows = readFileSync(`${dir}/nodes.csv`, 'utf8').trim().split('\n').map((l) => l.split(','));
const metres = 111319.490793;
const place = (id) => {
  const [, x, y, , level, building] = rows[id].map(Number);
  return { lon: origin.lon + x / (metres * Math.cos((origin.lat * Math.PI) / 180)), lat: origin.lat + y / metres, level: levels.get(`${building}/${level}`) };
};
const monday = new Date(Date.now() + 86400e3);
while (monday.getUTCDay() !== 1) monday.setTime(monday.getTime() + 86400e3);
const at = `${monday.toISOString().slice(0, 10)}T10:00:00+08:00`;
const bodies = readFileSync(reference, 'utf8').trim().split('\n').map((l) => l.split(',').map(Number)).filter((r) => r[2] >= 0)
  .map(([from, to]) => JSON.stringify({ from: place(from), to: place(to), at }));
writeFileSync(out, `/api/guide/campuses/${campus.id}/routes\n${bodies.join('\n')}\n`);
console.log(`${bodies.length} bodies, ${levels.size} levels`);
