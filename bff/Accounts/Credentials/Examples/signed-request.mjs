// A signed request with Node 20 or newer and nothing else.
//   APP_ID=demo-pacs APP_SECRET=… node signed-request.mjs http://localhost:5080 POST /api/film/links '{"hospitalCode":"demo-east",…}'
import { createHash, createHmac, randomBytes } from 'node:crypto'

/** target: path and query exactly as they are sent; body: text, empty where there is none. */
function signedRequest(base, method, target, body, appId, appSecret) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomBytes(16).toString('hex')
  const hash = createHash('sha256').update(body).digest('hex')
  const signature = createHmac('sha256', appSecret).update([method, target, timestamp, nonce, hash].join('\n')).digest('base64')
  return fetch(base + target, {
    method,
    body: body || undefined,
    headers: {
      'X-App-Id': appId,
      'X-Timestamp': timestamp,
      'X-Nonce': nonce,
      'X-Content-SHA256': hash,
      'X-Signature': signature,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
  })
}

const [base, method, target, body = ''] = process.argv.slice(2)
const answer = await signedRequest(base, method, target, body, process.env.APP_ID, process.env.APP_SECRET)
process.stdout.write(await answer.text())
process.exitCode = answer.ok ? 0 : 1
