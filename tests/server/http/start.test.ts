import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from './open-house.ts'

/** The real program, as somebody starts it at a terminal. */
function fourfold(dataDir: string, env: Record<string, string> = {}, ...flags: string[]) {
  const child = spawn(process.execPath, ['--disable-proto=delete', 'server/main.ts', ...flags], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const stopped = once(child, 'close').then(([code]) => ({ code: code as number | null, output }))
  const running = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      if (line.startsWith('What is written is kept')) resolve(/https?:\/\/localhost:\d+/.exec(output)?.[0] ?? '')
    })
    void stopped.then(({ code }) => reject(new Error(`stopped with ${code}:\n${output}`)))
  })
  running.catch(() => undefined)
  return { running, stopped, output: () => output, stop: () => child.kill('SIGTERM') }
}

const post = async (url: string, path: string, body: object) => {
  const headers = { origin: url, 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as { readonly ok: boolean; readonly grant: string; readonly secret: string }
}

test('[HT6][DUR4] a second start on the same folder, or the same port, is told so kindly and changes nothing', async () => {
  const folder = temporaryFolder()
  const first = fourfold(`${folder}/data`)
  const url = await first.running
  expect(first.output()).not.toContain('/new#')
  expect((await post(url, '/api/start', {})).ok).toBe(true)
  const [sameFolder, samePort] = await Promise.all([
    fourfold(`${folder}/data`).stopped,
    fourfold(`${folder}/other`, { PORT: new URL(url).port }).stopped,
  ])
  expect(sameFolder).toMatchObject({ code: 3, output: expect.stringMatching(/^Another Fourfold is already running/) })
  expect(samePort).toMatchObject({ code: 3, output: expect.stringMatching(/^Port \d+ is taken by another program/) })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  first.stop()
  expect(await first.stopped).toMatchObject({ code: 0, output: expect.stringMatching(/Fourfold has stopped/) })
})

test('[DUR4][AU10] a stop by signal waits for nobody who hangs and loses nothing; a lost lead link is given anew', async () => {
  const folder = temporaryFolder()
  const server = fourfold(folder)
  const url = await server.running
  const { grant, secret } = await post(url, '/api/start', {})
  const hanging = connect(Number(new URL(url).port), 'localhost')
  onTestFinished(() => void hanging.destroy())
  hanging.on('error', () => undefined)
  await once(hanging, 'connect')
  hanging.write('GET / HTTP/1.1\r\n')
  server.stop()
  expect((await server.stopped).code).toBe(0)

  const printed = await fourfold(folder, { PUBLIC_URL: 'https://x.example' }, '--lead-link').stopped
  expect(printed.code).toBe(0)
  const link = new URL(/https:\/\/x\.example\S+/.exec(printed.output)?.[0] ?? '')
  expect(link.pathname).toBe(`/e/${grant}`)

  const again = fourfold(folder)
  const next = await again.running
  for (const each of [secret, link.hash.slice(1)])
    expect(await post(next, '/api/enter', { grant, secret: each })).toEqual({ ok: true, grant, role: 'lead' })
  again.stop()
  await again.stopped
})

test('[HT6] a folder or a certificate that cannot be used ends the start with a sentence', async () => {
  const folder = temporaryFolder()
  writeFileSync(`${folder}/file`, '')
  const [noFolder, noCertificate] = await Promise.all([
    fourfold(`${folder}/file`).stopped,
    fourfold(folder, { TLS_CERT: `${folder}/none`, TLS_KEY: `${folder}/none` }).stopped,
  ])
  expect(noFolder).toMatchObject({ code: 4, output: expect.stringMatching(/^Fourfold cannot open its file/) })
  expect(noCertificate).toMatchObject({
    code: 2,
    output: expect.stringMatching(/^The certificate or key cannot be read/),
  })
})

test('[AU13] where others can reach it, the operator’s link is printed', async () => {
  const folder = temporaryFolder()
  const server = fourfold(folder, {}, '--room')
  await server.running
  server.stop()
  const secret = readFileSync(join(folder, 'operator'), 'utf8').trim()
  expect((await server.stopped).output).toContain(`/new#${secret}\n`)
})
