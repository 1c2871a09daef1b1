/** The words of the emergency card. The rules of en.ts hold here too. */
export const card = {
  title: 'Emergency card',
  back: 'Back to the console',
  print: 'Print this card',
  head: 'If the laptop that leads stops',
  calm: 'The workshop goes on without it. Turns, circles and every word are on the server. People can hand the stone on by themselves.',
  together: (names: string) => `${names} can go on at once: their console has the same buttons. Ask them.`,
  alone:
    'Nobody leads with you yet. Invite someone now, under “Links and invitations”: then going on takes no more than a look.',
  own: (address: string) =>
    `Take any other phone or laptop, and open your own lead link, if you kept it somewhere. It begins with ${address}.`,
  command: (host: string) =>
    host === ''
      ? 'Or ask the person who runs the server for a new lead link. They type this there, in the folder of Fourfold:'
      : `Or ask ${host}, who runs the server, for a new lead link. They type this there, in the folder of Fourfold:`,
  seconds: 'It takes seconds, and the workshop goes on meanwhile.',
  server:
    'If the server itself stops, it is started again with “npm start”. Everyone finds their seat and their words by themselves.',
  where: 'Where people come in',
  plain: 'Nothing on this card is secret. It may lie on the table.',
  secretTitle: 'A link on the card',
  secretWhat:
    'You can put a new lead link on the card. Then whoever holds the card leads with your name, until the workshop is deleted. Keep it on you, and tear it up afterwards.',
  secretDo: 'Put a new lead link on the card',
  secret: 'Your lead link. Whoever holds this card leads with your name: keep it on you, and tear it up afterwards.',
  notLead: 'This card is for the people who lead.',
} as const
