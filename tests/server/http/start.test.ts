import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
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
  return {
    running,
    stopped,
    output: () => output,
    stop: () => child.kill('SIGTERM'),
    kill: () => child.kill('SIGKILL'),
  }
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

test('[ER5][HT6] without its keys, or with those of another folder, it does not start, and says so in a sentence', async () => {
  const folder = temporaryFolder()
  const env = { KEYS_FILE: `${folder}/disk/one.db` }
  const first = fourfold(`${folder}/one`, env)
  expect((await post(await first.running, '/api/start', {})).ok).toBe(true)
  expect(await fourfold(`${folder}/two`, env).stopped).toMatchObject({
    code: 5,
    output: expect.stringContaining('Another Fourfold has the keys at'),
  })
  first.stop()
  await first.stopped
  expect(readdirSync(`${folder}/one`)).not.toContain('keys')
  const refused = (dataDir: string, keys: string) => fourfold(dataDir, { KEYS_FILE: keys }).stopped
  expect(await refused(`${folder}/one`, `${folder}/none.db`)).toMatchObject({
    code: 5,
    output: expect.stringMatching(/locked with keys, and there are none at .*none\.db/),
  })
  expect(await refused(`${folder}/three`, env.KEYS_FILE)).toMatchObject({
    code: 5,
    output: expect.stringContaining('do not belong to what is stored here'),
  })
  // Nothing was changed: with its own it goes on.
  const again = fourfold(`${folder}/one`, env)
  expect((await fetch(`${await again.running}/healthz`)).status).toBe(200)
  again.stop()
  await again.stopped
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

test('[AU13][OP9] where others can reach it, the operator’s link is printed on a terminal or on request, and in no log', async () => {
  const folder = temporaryFolder()
  const server = fourfold(folder, {}, '--room')
  await server.running
  const secret = readFileSync(join(folder, 'operator'), 'utf8').trim()
  expect(secret).toHaveLength(43)
  // Its output goes into a file, or to another program.
  expect(server.output()).toContain('npm start -- --operator-link')
  expect(server.output()).not.toContain(secret)
  const { code, output } = await fourfold(folder, { PUBLIC_URL: 'https://x.example' }, '--operator-link').stopped
  expect([code, output]).toEqual([0, expect.stringContaining(`https://x.example/new#${secret}\n`)])
  server.stop()
  await server.stopped
})

test('[AU10][OP10] a lead whose laptop died gets a fresh link within seconds, while the workshop goes on', async () => {
  const folder = temporaryFolder()
  const server = fourfold(folder)
  const url = await server.running
  const { grant, secret } = await post(url, '/api/start', {})
  expect(statSync(join(folder, 'control')).mode & 0o777).toBe(0o600)
  const begun = performance.now()
  const printed = await fourfold(folder, {}, '--lead-link').stopped
  expect(performance.now() - begun).toBeLessThan(10_000)
  expect(printed.code).toBe(0)
  const link = new URL(/http:\S+/.exec(printed.output)?.[0] ?? '')
  expect([link.origin, link.pathname]).toEqual([url, `/e/${grant}`])
  // At once, in the server that runs; and the earlier one still opens.
  for (const each of [link.hash.slice(1), secret])
    expect(await post(url, '/api/enter', { grant, secret: each })).toEqual({ ok: true, grant, role: 'lead' })
  expect((await fourfold(folder, {}, '--lead-link', 'nonsense').stopped).output).toContain(
    'No workshop here has the id',
  )

  // Nobody without the secret of the file is answered, and a file that a killed server left opens nothing.
  const { port } = JSON.parse(readFileSync(join(folder, 'control'), 'utf8')) as { port: number }
  for (const authorization of ['', 'Bearer', `Bearer ${'A'.repeat(43)}`]) {
    const asked = await fetch(`http://127.0.0.1:${port}/lead-link`, { method: 'POST', headers: { authorization } })
    expect([asked.status, await asked.text()]).toEqual([404, ''])
  }
  server.kill()
  await server.stopped
  const again = await fourfold(folder, { PUBLIC_URL: 'https://x.example' }, '--lead-link').stopped
  expect([again.code, again.output]).toEqual([0, expect.stringContaining(`https://x.example/e/${grant}#`)])
})
