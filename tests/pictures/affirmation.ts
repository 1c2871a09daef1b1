import { newToken } from '../fixtures/tokens.ts'
import { longName, shortName, type Studio } from './studio.ts'

const notes = [
  'In March, when the reviewer’s letter came back, you sat with me for an hour and asked nothing.',
  'You asked the question nobody else asked.',
  'You remember what people told you a year ago, and you ask how it went on. I have begun to do the same, and people have told me things since that I would never have heard.',
]

export async function affirmation(studio: Studio): Promise<void> {
  const { phone, laptop, hand, others } = studio
  await studio.goTo('Why we do this')
  await studio.take('affirm-why')
  await studio.goTo('Small circles')
  await studio.take('affirm-circles')
  await studio.goTo('Write to each')
  await phone.getByRole('heading', { name: 'Whom do you write to?' }).waitFor()
  await studio.take('affirm-write')
  const peersOf = (name: string) =>
    studio
      .circleOf(name)
      .seats.filter((seat) => seat.name !== name)
      .map((seat) => seat.name)
  for (const [seat, name] of [
    [phone, longName],
    [laptop, shortName],
  ] as const) {
    const [to = ''] = peersOf(name)
    if (seat === phone) await seat.getByRole('button', { name: new RegExp(`^${to}`) }).click()
    await seat.getByRole('textbox').fill(notes[0] ?? '')
    await studio.take('affirm-note-open', [seat === phone ? 'phone' : 'laptop'])
    await seat.getByRole('radio', { name: /^Without my name/ }).check({ force: true })
    await studio.take('affirm-note', [seat === phone ? 'phone' : 'laptop'])
    await seat.getByRole('button', { name: `Send to ${to}` }).click()
    await seat.getByRole('button', { name: new RegExp(`^${to}.*sent`) }).waitFor()
  }
  await studio.take('affirm-sent')
  for (const guest of others) {
    const now = guest.view.now
    for (const [i, to] of (now?.show === 'sealed' ? (now.view.each ?? []) : []).entries())
      await guest.put(notes[i % notes.length] ?? '', newToken(), { to: to.id, signed: i % 2 === 0 })
  }
  await studio.goTo('Receiving')
  await studio.take('affirm-receiving-before')
  const circle = studio.circleOf(longName).id
  const litOf = () => studio.circleOf(longName).turn?.focus?.name
  for (const { id } of hand.view.desk?.circles ?? []) await hand.send({ type: 'turn.hand', circle: id, confirm: true })
  await hand.until(() => litOf() !== undefined)
  await studio.take('affirm-receiving')
  for (let turns = 0; turns < 8 && litOf() !== longName; turns++) {
    const before = litOf()
    await hand.send({ type: 'turn.hand', circle, confirm: true })
    await hand.until(() => litOf() !== before)
  }
  await phone.getByText(/^These are for you/).waitFor()
  await studio.take('affirm-yours')
  await studio.goTo('Read again')
  await studio.take('affirm-read-again')
  await phone.getByRole('link', { name: 'Mine' }).click()
  await phone.getByRole('heading', { name: 'What others wrote to you' }).waitFor()
  await laptop.getByRole('link', { name: 'Mine' }).click()
  await laptop.getByRole('heading', { name: 'What others wrote to you' }).waitFor()
  await studio.take('affirm-mine', ['phone', 'laptop'])
}
