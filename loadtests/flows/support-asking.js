// A patient signs in, opens the customer service of a hospital and asks five things, one every second.
// The host is started with --Demo:LoadPatients=640; k6 run -e HOST=http://127.0.0.1:5080 loadtests/flows/support-asking.js
import http from 'k6/http';
import exec from 'k6/execution';
import { check, sleep } from 'k6';

const host = __ENV.HOST || 'http://127.0.0.1:5080';
const patients = 640;
const questions = ['怎么挂号', '在哪里取药', '病历怎么复印', '外地医保能用吗', '医院能停车吗', '报告在哪里看', '怎么预约专家门诊啊', '抽血要空腹吗'];

export const options = {
  scenarios: { askers: { executor: 'ramping-vus', stages: [{ duration: '10s', target: 100 }, { duration: '30s', target: 100 }, { duration: '5s', target: 0 }] } },
  thresholds: { checks: ['rate>0.999'], 'http_req_duration{kind:reply}': ['p(99)<100'] },
};

const post = (path, body, token, kind) =>
  http.post(host + path, JSON.stringify(body), { headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }, tags: { kind } });

export default function () {
  // One patient for each user of the run: what one patient may ask in a second is limited.
  const patient = ((exec.vu.idInTest - 1) % patients) + 1;
  const session = post('/api/session/wechat', { code: `demo-load-${patient}` }, null, 'session');
  if (!check(session, { 'patient signs in': (r) => r.status === 200 })) return;
  const token = session.json('token');
  const opened = post('/api/support/conversations', { hospitalCode: 'demo-east' }, token, 'open');
  if (!check(opened, { 'conversation opens': (r) => r.status === 200 || r.status === 201 })) return;
  const messages = `/api/support/conversations/${opened.json('id')}/messages`;
  for (let i = 0; i < 5; i++) {
    const text = questions[Math.floor(Math.random() * questions.length)];
    const reply = post(messages, { text }, token, 'reply');
    check(reply, { 'bot replies': (r) => r.status === 200 && r.json('reply.text').length > 0 });
    sleep(1);
  }
}
