import type { Studio } from './studio.ts'

async function stand({ others }: Studio): Promise<void> {
  for (const [i, guest] of others.entries()) {
    await guest.until(() => guest.view.now?.show === 'scale' && guest.view.now.view.results === null)
    await guest.stand([1, 1, 2, 2, 2, 3, 4, 4, 5, 5][i % 10] ?? null)
  }
}

export async function differenceAndPower(studio: Studio): Promise<void> {
  const { phone, laptop, hand, others } = studio
  await studio.goTo('The question')
  await studio.take('power-question')
  await studio.goTo('Where I stand')
  await phone.getByRole('button', { name: 'Skip' }).waitFor()
  await studio.take('power-answer')
  for (const seat of [phone, laptop]) {
    await seat.getByRole('radio', { name: 'Rather later' }).check({ force: true })
    await studio.take('power-chosen', seat === phone ? ['phone'] : ['laptop'])
    await seat.getByRole('button', { name: 'Send my answer' }).click()
  }
  await stand(studio)
  await phone.getByText(/^Sent/).first().waitFor()
  await studio.take('power-sent')
  await hand.next(false)
  await phone
    .getByText(/many|some|few/i)
    .first()
    .waitFor()
  await studio.take('power-result')
  await studio.goTo('From a place')
  await studio.take('power-popcorn')
  await others[3]?.send({ type: 'turn.raise', circle: 'all' as never })
  await others[3]?.send({ type: 'turn.speak', circle: 'all' as never })
  await studio.take('power-place')
  await studio.goTo('Where I stand now')
  await stand(studio)
  await studio.take('power-again')
  await hand.next(false)
  await phone.getByText(/moved/i).first().waitFor()
  await studio.take('power-moved')
  await studio.goTo('In twos or threes')
  await studio.take('power-pairs')
  await studio.goTo('What moved me')
  await studio.take('power-talk')
  await studio.goTo('Landing')
  await studio.take('power-landing')
}
