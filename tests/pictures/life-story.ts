import type { CircleId } from '../../shared/lib/ids.ts'
import type { Guest } from '../fixtures/people.ts'
import { longName, type Studio } from './studio.ts'

const holderOf = ({ hand }: Studio, circle: CircleId): string | null => {
  const turn = hand.view.desk?.circles.find(({ id }) => id === circle)?.turn
  return turn?.holder?.name ?? turn?.focus?.name ?? null
}

/** Somebody of another circle tells, so that circles stand at different points. */
async function tellElsewhere(studio: Studio, circle: CircleId): Promise<void> {
  for (const { id } of (studio.hand.view.desk?.circles ?? []).filter(({ id }) => id !== circle)) {
    const [first] = studio.scriptedIn(id) as [Guest]
    await first.send({ type: 'turn.place', circle: id, place: 0 })
    await first.send({ type: 'turn.hand', circle: id })
    await first.send({ type: 'turn.speak', circle: id })
  }
}

export async function lifeStory(studio: Studio): Promise<void> {
  const { phone, laptop } = studio
  await studio.goTo('Before we begin')
  await phone.getByRole('button', { name: 'Take a walk' }).waitFor()
  await studio.take('story-note')
  await phone.getByRole('button', { name: 'Take part' }).click()
  await laptop.getByRole('button', { name: 'Take part' }).click()
  await studio.take('story-note-chosen', ['phone', 'laptop'])
  await studio.goTo('Opening')
  await studio.take('story-opening')
  await studio.goTo('Circles')
  await studio.take('story-circles')
  await studio.goTo('Tellings')
  await phone.getByText('Who would like to tell?').waitFor()
  await studio.take('story-places')
  const circle = studio.circleOf(longName).id
  const [neighbour] = studio.scriptedIn(circle) as [Guest]
  await phone.getByRole('button', { name: 'Take place 1' }).click()
  await phone.getByRole('button', { name: 'Give it up' }).waitFor()
  await neighbour.send({ type: 'turn.place', circle, place: 1 })
  await tellElsewhere(studio, circle)
  await studio.take('story-place-taken')
  await phone.getByRole('button', { name: 'I begin' }).click()
  await phone.getByText(/^It’s your turn/).waitFor()
  await studio.take('story-your-turn')
  await phone.getByRole('button', { name: 'Speak' }).click()
  await phone.getByText('You have the stone.').waitFor()
  await studio.take('story-speaking')
  await phone.getByRole('button', { name: 'Put the stone down' }).click()
  await phone.getByRole('heading', { name: 'A minute of silence.' }).waitFor()
  await studio.take('story-silence')
  await phone.getByRole('button', { name: 'Go on' }).click()
  await phone.getByText(/says what they heard/).waitFor()
  await studio.take('story-witness')
  // Until the last word is with the teller, and then with the place after theirs.
  for (let moves = 0; moves < 12; moves++) {
    const turn = studio.circleOf(longName).turn
    if (turn?.part?.title === 'last word' || turn?.part === null) break
    const before = JSON.stringify(turn)
    await studio.hand.send({ type: 'turn.hand', circle, confirm: true })
    await studio.hand.until(() => JSON.stringify(studio.circleOf(longName).turn) !== before)
  }
  await phone.getByText(/^It’s your turn/).waitFor()
  await studio.take('story-last-word', ['phone', 'console'])
  await phone.getByRole('button', { name: 'Pass' }).click()
  await phone.getByText(/^It’s your turn/).waitFor({ state: 'detached' })
  await studio.take('story-after-first', ['phone', 'laptop', 'console'])
  await neighbour.send({ type: 'turn.speak', circle })
  await studio.hand.until(() => holderOf(studio, circle) === neighbour.name)
  await phone.getByText(neighbour.name).first().waitFor()
  await studio.take('story-listening')
  await studio.hand.send({ type: 'pause', circle })
  await studio.take('story-paused', ['phone', 'console', 'wall'])
  await studio.hand.send({ type: 'resume', circle })
  await studio.goTo('Landing')
  await studio.take('story-landing')
}
