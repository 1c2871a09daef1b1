import { expect, test } from 'vitest'
import { cohortOfGrant } from '../../../shared/lib/ids.ts'
import { printLeadLink } from '../../../server/lead-link.ts'
import { begin, Browser, openHouse, type House } from '../http/open-house.ts'

async function printed(house: House, wanted: string): Promise<string> {
  const lines: string[] = []
  await printLeadLink({
    wanted,
    ids: house.cohorts.ids(),
    workshops: house.cohorts,
    access: house.access,
    address: 'https://x.example',
    say: (words) => lines.push(words),
  })
  return lines.join('\n')
}

test('[AU10] a lead who lost the link gets a fresh one; workshops are told apart by id and day, never by name', async () => {
  const house = await openHouse()
  expect(await printed(house, '')).toBe('There is no workshop in this folder.')
  const lead = await begin(house)
  expect(await printed(house, '')).toContain(`https://x.example/e/${lead.grant}#`)
  await begin(house, 'Andre')

  const list = await printed(house, '')
  const line = '  [a-z0-9]{10}  begun \\d{4}-\\d\\d-\\d\\d'
  expect(list).toMatch(new RegExp(`^Which workshop\\? Say its id after --lead-link:\n${line}\n${line}$`))
  expect(await printed(house, 'no-such-id')).toContain('No workshop here has the id no-such-id.')

  const link = new URL(/https:\S+/.exec(await printed(house, cohortOfGrant(lead.grant)))?.[0] ?? '')
  const entered = await new Browser(house).post('/api/enter', { grant: lead.grant, secret: link.hash.slice(1) })
  expect(entered.json).toMatchObject({ ok: true, role: 'lead' })
})
