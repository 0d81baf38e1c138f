// A patient opens a film and turns its slices: page, first picture, thumbnails, a window change per slice.
// k6 run -e HOST=http://127.0.0.1:5080 loadtests/flows/film-viewing.js
import http from 'k6/http';
import { check, sleep } from 'k6';

const host = __ENV.HOST || 'http://127.0.0.1:5080';

export const options = {
  scenarios: { viewers: { executor: 'ramping-vus', stages: [{ duration: '10s', target: 20 }, { duration: '30s', target: 20 }, { duration: '5s', target: 0 }] } },
  thresholds: {
    checks: ['rate>0.999'],
    'http_req_duration{kind:page}': ['p(99)<200'],
    'http_req_duration{kind:picture}': ['p(99)<150'],
  },
};

export function setup() {
  const films = http.get(`${host}/api/sandbox/tour`).json('films');
  return { key: films.find((f) => f.modality === 'CT').url.slice('/f/'.length) };
}

export default function ({ key }) {
  const page = http.get(`${host}/f/${key}`, { tags: { kind: 'page' } });
  check(page, { 'page opens': (r) => r.status === 200 });
  const manifest = http.get(`${host}/api/film/${key}`, { tags: { kind: 'page' } }).json();
  const series = manifest.series[0];
  const root = `${host}/api/film/${key}/dicomweb/studies/${manifest.study.studyInstanceUid}/series/${series.seriesInstanceUid}/instances`;
  for (let i = 0; i < 12; i++) {
    const instance = series.instances[Math.floor(Math.random() * series.instances.length)];
    const center = 40 + Math.random() * 100;
    const answers = http.batch([
      ['GET', `${root}/${instance.sopInstanceUid}/rendered?window=${center.toFixed(2)},400,linear`, null, { tags: { kind: 'picture' } }],
      ['GET', `${root}/${instance.sopInstanceUid}/thumbnail`, null, { tags: { kind: 'picture' } }],
    ]);
    check(answers, { 'pictures come': (all) => all.every((r) => r.status === 200 && r.headers['Content-Type'] === 'image/jpeg') });
    sleep(0.2);
  }
}
