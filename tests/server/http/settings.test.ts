import { expect, test } from 'vitest'
import { addressesOf } from '../../../server/addresses.ts'
import { readSettings, WrongSetting } from '../../../server/settings.ts'
import { startWords } from '../../../server/words.ts'

const said = (env: Record<string, string>, ...flags: string[]) => {
  try {
    readSettings(env, flags)
    return null
  } catch (error) {
    if (error instanceof WrongSetting) return error.message
    throw error
  }
}

const words = (env: Record<string, string>, ...flags: string[]) => {
  const settings = readSettings(env, flags)
  const addresses = addressesOf(settings, 4400)
  return { addresses, text: startWords(settings, addresses, 'https://x.example/new#secret', true) }
}

test('[HT6] with nothing said, this computer only', () => {
  expect(readSettings({}, [])).toEqual({
    port: 4400,
    dataDir: 'data',
    keysFile: 'data/keys/keys.db',
    room: false,
    publicOrigin: null,
    tls: null,
    hostName: '',
    proxies: 0,
    metricsPort: null,
    clockOffsetMs: 0,
    leadLink: null,
    operatorLink: false,
  })
  expect(readSettings({ DATA_DIR: '/srv/x' }, []).keysFile).toBe('/srv/x/keys/keys.db')
  expect(readSettings({ KEYS_FILE: '/mnt/keys.db' }, []).keysFile).toBe('/mnt/keys.db')
  expect(readSettings({ PORT: '', DATA_DIR: '', KEYS_FILE: '', PUBLIC_URL: '' }, [])).toEqual(readSettings({}, []))
})

test('[HT6] a wrong setting is named in a sentence that says what it takes', () => {
  const port = 'PORT cannot be used: it takes a whole number from 0 to 65535.'
  for (const wrong of ['abc', '-1', '70000', '1.5', '0x']) expect([wrong, said({ PORT: wrong })]).toEqual([wrong, port])
  const address = /^PUBLIC_URL cannot be used: it takes the address people open, as https:/
  for (const wrong of [
    'fourfold.org',
    'ftp://x.org',
    'https://x.org/path',
    'https://x.org/?a',
    'https://a@x.org',
    'https://',
  ])
    expect([wrong, said({ PUBLIC_URL: wrong })]).toEqual([wrong, expect.stringMatching(address)])
  expect(said({ TLS_CERT: 'a' })).toMatch(/belong together/)
  expect(said({ TLS_CERT: 'a', TLS_KEY: 'b', PUBLIC_URL: 'http://x.org' })).toMatch(/begins with https/)
  expect(said({ REDIS_URL: 'redis://x' })).toMatch(/several processes are not possible in this release/)
  expect(said({ HOST_NAME: 'x'.repeat(200) })).toMatch(/120 letters/)
  for (const flag of ['--rom', '-r', 'room']) expect(said({}, flag)).toMatch(/is not understood. Known are --room/)
})

test('[HT6] a public address without own certificates has a proxy, whose word is taken for where people are', () => {
  expect(readSettings({ PUBLIC_URL: 'https://x.org/' }, [])).toMatchObject({
    publicOrigin: 'https://x.org',
    proxies: 1,
  })
  expect(readSettings({ PUBLIC_URL: 'https://x.org', TLS_CERT: 'a', TLS_KEY: 'b' }, []).proxies).toBe(0)
  expect(readSettings({ PUBLIC_URL: 'https://x.org', PROXIES: '2' }, []).proxies).toBe(2)
})

test('[HT6] the lead-link command takes the id of a workshop, or none', () => {
  expect(readSettings({}, ['--lead-link']).leadLink).toBe('')
  expect(readSettings({}, ['--lead-link', '23456789cd']).leadLink).toBe('23456789cd')
  expect(said({}, '--lead-link', '23456789cd', 'more')).toMatch(/“more” is not understood/)
})

test('[HT6] the terminal says what each address is good for', () => {
  const here = words({})
  expect(here.addresses).toMatchObject({ reach: 'here', main: 'http://localhost:4400', inRoom: null })
  expect(here.text).toMatch(/http:\/\/localhost:4400\n {2}Good for this computer/)
  expect(here.text).toMatch(/Nobody else can reach it yet/)

  const room = words({}, '--room')
  expect(room.addresses.reach).toBe('room')
  expect(room.text).toMatch(
    room.addresses.inRoom === null ? /in no network/ : /It is not encrypted: others on this wifi/,
  )

  const everyone = words({ PUBLIC_URL: 'https://x.org' })
  expect(everyone.addresses).toMatchObject({ reach: 'public', main: 'https://x.org' })
  expect(everyone.text).toMatch(/https:\/\/x\.org\n {2}Good for everyone/)
  expect(everyone.text).toMatch(/Your proxy finds it at http:\/\/localhost:4400/)
  expect(everyone.text).not.toMatch(/not encrypted/)
  expect(words({ PUBLIC_URL: 'http://x.org' }).text).toMatch(/not encrypted/)

  for (const { text } of [here, room, everyone]) expect(text).not.toContain('!')
})
