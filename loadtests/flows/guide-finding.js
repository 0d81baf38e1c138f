// A patient opens the map, types a place, looks at a floor and asks the way there twice: on foot and without steps.
// k6 run -e HOST=http://127.0.0.1:5080 loadtests/flows/guide-finding.js
import http from 'k6/http';
import { check, sleep } from 'k6';

const host = __ENV.HOST || 'http://127.0.0.1:5080';
const words = ['检验科', 'ct', 'yaofang', '缴费', '卫生间', '心内科', '便利店', '拍片', 'fsk', '超声'];

export const options = {
  scenarios: { walkers: { executor: 'ramping-vus', stages: [{ duration: '10s', target: 50 }, { duration: '30s', target: 50 }, { duration: '5s', target: 0 }] } },
  thresholds: {
    checks: ['rate>0.999'],
    'http_req_duration{kind:map}': ['p(99)<200'],
    'http_req_duration{kind:search}': ['p(99)<100'],
    'http_req_duration{kind:route}': ['p(99)<50'],
  },
};

export function setup() {
  const campus = http.get(`${host}/api/guide/campuses?hospital=demo-east`).json('items')[0].id;
  const root = `${host}/api/guide/campuses/${campus}`;
  const doors = http.get(`${root}/pois?category=entrance`).json('items');
  const levels = http.get(root).json('levels');
  // A weekday's morning to come: when doors are locked, being told so is no load to speak of.
  const day = new Date(Date.now() + 86400e3);
  while (day.getUTCDay() % 6 === 0) day.setTime(day.getTime() + 86400e3);
  return { root, from: doors[0].id, levels: levels.map((level) => level.id), at: `${day.toISOString().slice(0, 10)}T10:00:00+08:00` };
}

const one = (list) => list[Math.floor(Math.random() * list.length)];

export default function ({ root, from, levels, at }) {
  const opened = http.batch([
    ['GET', root, null, { tags: { kind: 'map' } }],
    ['GET', `${root}/levels/${encodeURIComponent(one(levels))}`, null, { tags: { kind: 'map' } }],
  ]);
  check(opened, { 'map comes': (all) => all.every((r) => r.status === 200) });
  const found = http.get(`${root}/pois?q=${encodeURIComponent(one(words))}&limit=10`, { tags: { kind: 'search' } });
  check(found, { 'place is found': (r) => r.status === 200 && r.json('items').length > 0 });
  const to = one(found.json('items')).id;
  for (const profile of ['walk', 'stepFree']) {
    const asked = { from: { poi: from }, to: { poi: to }, profile, at };
    const way = http.post(`${root}/routes`, JSON.stringify(asked), { headers: { 'Content-Type': 'application/json' }, tags: { kind: 'route' } });
    check(way, { 'way is shown': (r) => r.status === 200 && r.json('legs.0.steps').length > 0 });
  }
  sleep(1);
}
