import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { keepsakeHtml, type Keepsake } from '../../../shared/pages/keepsake.ts'
import { cohortOfGrant, type LineId, type MemberId, type RunId } from '../../../shared/lib/ids.ts'
import { begin, command, openHouse, seat } from './open-house.ts'

const line = (text: string, column: string) => ({ id: text as LineId, text, column })

const example: Keepsake = {
  version: 4,
  workshop: 'First weekend',
  name: 'Maya',
  day: '23 November 2026',
  agreedOn: '21 November 2026',
  keptUntil: '23 December 2027',
  pagesUntil: '21 February 2027',
  host: 'Faculty Affairs',
  secure: true,
  agreements: {
    version: 2,
    adoptedAt: 0,
    lines: [line('One voice at a time', 'Listening'), line('What is said here stays here', 'Confidentiality')],
  },
  harvest: [
    {
      run: 'run' as RunId,
      title: 'Harvest board',
      keptAt: 0,
      lines: [
        { by: { id: 'm1' as MemberId, name: 'Noor' }, text: 'I ask before I advise', cluster: 'Listening' },
        { by: { id: 'm2' as MemberId, name: 'Ben' }, text: 'One free morning a week', cluster: '' },
      ],
    },
  ],
  notes: [
    { text: 'You stayed when it was hard.', from: 'Luis', day: '22 November 2026' },
    { text: 'Because of you, I asked.', from: null, day: '22 November 2026' },
    { text: 'I saw you wait for me.', from: null, erased: true, day: '22 November 2026' },
  ],
  pages: [
    {
      prompt: 'Where were you?',
      text: 'The bench, a Sunday.\n\nI was only looking.',
      marked: 'I was only looking.',
      day: '22 November 2026',
    },
    { prompt: 'Nothing came', text: '', marked: '', day: '22 November 2026' },
  ],
}

const hostile = `</style></title><script>alert(1)</script>"'&<img src=x onerror=alert(1)>`

test('[HT4] the file of version 4 is as it was first given out, and one of version 3 reads as it did', () => {
  const stored = readFileSync('tests/fixtures/http/keepsake-v4.html.txt', 'utf8')
  expect(keepsakeHtml(example)).toBe(stored)
  const earlier = readFileSync('tests/fixtures/http/keepsake-v3.html.txt', 'utf8')
  expect(earlier).toContain('Fourfold keepsake 3')
  expect(earlier).toContain('You stayed when it was hard.')
})

test('[ER27] the file says until when each thing is kept, own pages apart, before the end too', () => {
  expect(keepsakeHtml(example)).toContain(
    'Pages of your own: you alone, until 21 February 2027 or until you delete them.',
  )
  expect(keepsakeHtml({ ...example, pagesUntil: '' })).toContain('until 90 days after the workshop ends or until you')
})

test('[HT4] the file says when the agreements were made, and when it was; in the reader’s English', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  const cohort = house.cohorts.cohort(cohortOfGrant(lead.grant))
  const adoptedAt = house.time.now
  const agreements = { version: 1, lines: [line('One voice at a time', 'Listening')], adoptedAt }
  await cohort?.record(() => ({ events: [{ type: 'agreed', agreements }], more: [] }))
  house.time.now += 40 * 24 * 60 * 60_000
  const asked = async (language: string) =>
    (await lead.browser.get(`${lead.base}/keepsake.html`, { headers: { 'accept-language': language } })).text
  for (const [language, made, agreed] of [
    ['en-GB,en;q=0.9', /Judith, \d+ October 2026/, /Version 1, agreed on \d+ September 2026/],
    ['en-US', /Judith, October \d+, 2026/, /Version 1, agreed on September \d+, 2026/],
    ['de-CH,fr;q=0.5', /Judith, \d+ October 2026/, /Version 1, agreed on \d+ September 2026/],
    ['*', /Judith, \d+ October 2026/, /Version 1/],
    ['en-\u00e9, constructor', /Judith, \d+ October 2026/, /Version 1/],
  ] as const) {
    expect(await asked(language)).toMatch(made)
    expect(await asked(language)).toMatch(agreed)
  }
})

test('[HT4] ATK-37 whatever people wrote, nothing in the file runs or loads', () => {
  const html = keepsakeHtml({
    ...example,
    workshop: hostile,
    name: hostile,
    host: hostile,
    agreedOn: hostile,
    agreements: { version: 1, adoptedAt: 0, lines: [line(hostile, hostile)] },
    notes: [{ text: hostile, from: hostile, day: hostile }],
    pages: [{ prompt: hostile, text: hostile, marked: hostile, day: hostile }],
  })
  expect(html).not.toMatch(/<script|<img/)
  expect(html.match(/<\/style>/g)).toHaveLength(1)
  expect(html.match(/<\/title>/g)).toHaveLength(1)
  expect(html).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none';`)
  expect(html).not.toMatch(/<[^>]*(src|href)=|url\(|@import/)
  expect(html.split('&lt;script&gt;').length - 1).toBe(14)
})

test('[HT4] the file says who runs the server, and on plain http that the wifi could read along', () => {
  expect(keepsakeHtml(example)).toContain('Faculty Affairs runs this server and could read what is stored on it.')
  expect(keepsakeHtml(example)).not.toContain('wifi')
  const unnamed = keepsakeHtml({ ...example, host: '', secure: false })
  expect(unnamed).toContain('Whoever runs this server could read what is stored on it. And so could others on the wifi')
})

test('[HT4] each person takes along their own name and the workshop’s agreements, and nobody else’s name', async () => {
  const house = await openHouse()
  const lead = await begin(house)
  await command(house, lead, { type: 'workshop.rename', name: 'Autumn & winter' })
  const maya = await seat(house, lead, 'Maya')
  await seat(house, lead, 'Luis')
  const { headers, text } = await maya.browser.get(`${maya.base}/keepsake.html`)
  expect(headers['content-disposition']).toBe('attachment; filename=fourfold.html')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(text).toContain('<h1>Autumn &amp; winter</h1>')
  expect(text).toContain('Maya')
  expect(text).not.toMatch(/Luis|Judith/)
  expect(text).toContain('Faculty Affairs')
  expect((await lead.browser.get(`${lead.base}/keepsake.html`)).text).toContain('Judith')
})
