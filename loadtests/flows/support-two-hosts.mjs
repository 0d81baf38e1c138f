// So many patients chat at once with several hosts on one database, each waiting for the reply before the next question; none may fail.
// Hosts: serve --Demo:LoadPatients=640 --Demo:Films=false. node loadtests/flows/support-two-hosts.mjs 640 20 http://127.0.0.1:5080 http://127.0.0.1:5081
import { loadavg } from 'node:os';

const [users = '640', seconds = '20', ...hosts] = process.argv.slice(2);
const questions = ['怎么挂号', '报告什么时候能拿到', '停车场在哪里', '医保怎么用', '门诊几点开门', '怎么取消预约'];
const failures = new Map();
const took = [];
let until = 0;

async function post(host, path, body, token) {
  const answer = await fetch(host + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 80)}`);
  return JSON.parse(text);
}

async function patient(n) {
  const host = hosts[n % hosts.length];
  const { token } = await post(host, '/api/session/wechat', { code: `demo-load-${n}` });
  const { id } = await post(host, '/api/support/conversations', { hospitalCode: 'demo-east' }, token);
  return { host, token, path: `/api/support/conversations/${id}/messages` };
}

async function chat({ host, token, path }, n) {
  for (let i = n; performance.now() < until; i++) {
    const from = performance.now();
    try {
      await post(host, path, { text: questions[i % questions.length] }, token);
      took.push(performance.now() - from);
    } catch (error) {
      failures.set(error.message, (failures.get(error.message) ?? 0) + 1);
    }
    await new Promise((done) => setTimeout(done, Math.max(0, 110 - (performance.now() - from))));
  }
}

const patients = [];
for (let n = 1; n <= +users; n += 16)
  patients.push(...await Promise.all(Array.from({ length: Math.min(16, +users - n + 1) }, (_, i) => patient(n + i))));
until = performance.now() + seconds * 1000;
await Promise.all(patients.map(chat));
took.sort((a, b) => a - b);
const at = (share) => took[Math.floor(took.length * share)]?.toFixed(0);
console.log(`${users} patients, ${hosts.length} hosts: ${took.length} replies, ${(took.length / seconds).toFixed(0)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, load ${loadavg()[0].toFixed(1)}`);
for (const [what, count] of failures) console.log(`FAILED ${count}: ${what}`);
process.exit(failures.size > 0 ? 1 : 0);
