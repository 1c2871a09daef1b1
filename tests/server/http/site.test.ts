import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { precompress } from '../../../server/http/precompress.ts'
import { Browser, openHouse, temporaryFolder } from './open-house.ts'

const script = `export const words = ${JSON.stringify('a quiet screen '.repeat(200))}`

async function built(): Promise<string> {
  const folder = temporaryFolder()
  writeFileSync(`${folder}/secret.txt`, 'not yours')
  const dist = `${folder}/dist`
  for (const made of [dist, `${dist}/assets`, `${dist}/.vite`]) mkdirSync(made)
  writeFileSync(`${dist}/index.html`, '<!doctype html><title>Fourfold</title>')
  writeFileSync(`${dist}/sw.js`, 'self.onfetch = null')
  writeFileSync(`${dist}/assets/main-1a2b3c.js`, script)
  writeFileSync(`${dist}/assets/hand-4d5e6f.woff2`, Buffer.from([1, 2, 3]))
  writeFileSync(`${dist}/.vite/manifest.json`, '{}')
  await precompress(dist)
  return dist
}

test('[HT3] a hashed file is for ever; a page and a service worker are asked for again each time', async () => {
  const house = await openHouse({ distDir: await built() })
  const cached = async (path: string) => (await new Browser(house).get(path)).headers['cache-control']
  expect(await cached('/assets/main-1a2b3c.js')).toBe('public, max-age=31536000, immutable')
  for (const path of ['/', '/w/2222222222-222222222222', '/sw.js'])
    expect([path, await cached(path)]).toEqual([path, 'no-cache'])
})

test('[HT3] what a browser has already is not sent again', async () => {
  const house = await openHouse({ distDir: await built() })
  const browser = new Browser(house)
  for (const path of ['/', '/assets/main-1a2b3c.js']) {
    const { headers } = await browser.get(path)
    const again = await browser.get(path, { headers: { 'if-none-match': String(headers.etag) } })
    expect([path, again.status, again.text]).toEqual([path, 304, ''])
  }
})

test('[HT3] the build compresses, the server sends what the browser takes', async () => {
  const dist = await built()
  expect(brotliDecompressSync(readFileSync(`${dist}/assets/main-1a2b3c.js.br`)).toString()).toBe(script)
  expect(gunzipSync(readFileSync(`${dist}/assets/main-1a2b3c.js.gz`)).toString()).toBe(script)
  expect(readdirSync(`${dist}/assets`).filter((name) => name.startsWith('hand'))).toEqual(['hand-4d5e6f.woff2'])
  const house = await openHouse({ distDir: dist })
  const sent = async (takes: string, path = '/assets/main-1a2b3c.js') => {
    const { headers } = await new Browser(house).get(path, { headers: { 'accept-encoding': takes } })
    return [headers['content-encoding'], headers['content-type'], headers['vary']]
  }
  const type = 'text/javascript; charset=utf-8'
  expect(await sent('gzip, deflate, br')).toEqual(['br', type, 'Accept-Encoding'])
  expect(await sent('gzip, deflate')).toEqual(['gzip', type, 'Accept-Encoding'])
  expect(await sent('br;q=0')).toEqual([undefined, type, 'Accept-Encoding'])
  expect(await sent('gzip, br', '/assets/hand-4d5e6f.woff2')).toEqual([undefined, 'font/woff2', 'Accept-Encoding'])
})

test('[HT3] ATK-39 only the files of the build can be reached, whatever the address says', async () => {
  const house = await openHouse({ distDir: await built() })
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/.vite/manifest.json',
    '/assets/main-1a2b3c.js.br',
    '/secret.txt%00.js',
    '//etc/passwd',
  ]) {
    const { status, text } = await new Browser(house).get(path)
    expect([path, status]).toEqual([path, 404])
    expect(text).not.toContain('not yours')
  }
})

test('[HT3] the addresses of people get the page; all others get it with 404, so that it can say so kindly', async () => {
  const house = await openHouse({ distDir: await built() })
  const status = async (path: string) => (await new Browser(house).get(path)).status
  const grant = '2222222222-222222222222'
  const known = ['/', '/new', '/j', '/j/K7F3QM', '/J/K7F3QM', `/e/${grant}`, `/w/${grant}`, '/wall', '/kept', '/kit']
  for (const path of [...known, `/w/${grant}/mine`, `/w/${grant}/lead`, `/w/${grant}/wall`])
    expect([path, await status(path)]).toEqual([path, 200])
  for (const path of ['/index.html', '/w', '/e', `/w/${grant}/other`, '/admin', '/j/a/b'])
    expect([path, await status(path)]).toEqual([path, 404])
  expect((await new Browser(house).get('/admin')).text).toContain('<title>Fourfold</title>')
})

test('[HT3] without a build the doors still answer', async () => {
  const house = await openHouse({ distDir: '/nowhere' })
  expect((await new Browser(house).get('/')).json['code']).toBe('gone')
  expect((await new Browser(house).get('/healthz')).status).toBe(200)
})
