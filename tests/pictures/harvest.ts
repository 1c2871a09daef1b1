import type { DocId } from '../../shared/lib/ids.ts'
import { BoardPeer } from '../fixtures/board-peer.ts'
import type { Studio } from './studio.ts'

const lines = [
  'I ask before I advise.',
  'One morning a week stays free.',
  'Silence is an answer too.',
  'What I take with me is that a question asked slowly, by someone who stays, does more than the best advice I know.',
  'I call the person I thought of all day.',
  'Small steps, said aloud.',
]

export async function harvest(studio: Studio): Promise<void> {
  const { phone, laptop, others, lead } = studio
  await studio.goTo('Look back')
  await studio.take('harvest-look-back')
  await studio.goTo('Place a line')
  const field = phone.getByRole('textbox', { name: 'One line of your own' })
  await field.waitFor()
  await studio.take('harvest-empty')
  await field.fill(lines[3] ?? '')
  await studio.take('harvest-typed', ['phone'])
  await phone.getByRole('button', { name: 'Place it with my name' }).click()
  await phone.getByText('It is on the board.').first().waitFor()
  await studio.take('harvest-one')
  const now = others[0]?.view.now
  const doc = (now?.show === 'board' ? now.view.doc : '') as DocId
  const peers = await Promise.all(others.map((guest) => BoardPeer.open(guest, doc)))
  for (const [i, peer] of peers.entries()) {
    peer.place(lines[i % lines.length] ?? '')
    await peer.settled()
    if (i === 5) await studio.take('harvest-seven')
  }
  await laptop
    .getByText(lines[1] ?? '')
    .first()
    .waitFor()
  await studio.take('harvest-all')
  await studio.goTo('Put together')
  await laptop.getByRole('heading', { name: 'What belongs together?' }).waitFor()
  const [first] = peers
  if (first === undefined) throw new Error('nobody has the board')
  const clusters = [
    'Slowness',
    'Courage to ask',
    'Time',
    'A cluster with a name as long as sixty letters can be, here',
  ].map((name) => first.board.addList(name))
  first.board.content().cards.forEach(({ id }, i) => {
    if (i % 6 < 5) first.board.moveCard(id, clusters[i % clusters.length] ?? '', null)
  })
  await first.settled()
  await laptop.getByRole('region', { name: 'Courage to ask' }).getByRole('article').first().waitFor()
  await studio.take('harvest-clusters')
  await lead.getByRole('button', { name: 'Courage to ask' }).click()
  await studio.wall.getByRole('heading', { name: 'Courage to ask' }).waitFor()
  await studio.take('harvest-one-cluster', ['console', 'wall'])
  for (const peer of peers) peer.close()
}
