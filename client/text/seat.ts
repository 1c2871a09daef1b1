/** The words of a person's own screen, of joining and of what is kept. The rules of en.ts hold here too. */
import { inWords } from './en.ts'

export const landing = {
  title: 'Lead live group workshops, in the room and by video.',
  lead: 'Check-in rounds, agreements a group writes itself, and closing circles, for 6 to 30 people. You lead. Fourfold holds the order, the time, and who sees what.',
  start: { title: 'I lead a workshop', what: 'Begin with a ready agenda. No account.', act: 'Start a workshop' },
  join: { title: 'I have a code', what: 'It is on the screen in the room, or in your invitation.', act: 'Join' },
  server: (host: string) => `What you write stays on this server, run by ${host}, who could read it.`,
  serverUnnamed: 'What you write stays on this server. Whoever runs it could read it.',
  kept: 'What is kept',
  how: 'How it works',
  oneThing: 'The room sees one thing.',
  oneThingWhat: 'Each person sees one thing to do. While someone speaks, nothing else appears.',
  functions: {
    culture: 'Arrive, agree how we treat each other, affirm.',
    reflection: 'Write in silence, on a page of your own.',
    relationship: 'Tell a life. Listen. Speak about difference and power.',
    future: 'From what you value to the next ninety days.',
  },
  example: { names: ['Priya', 'Farah', 'Kavya', 'Tess'], speaker: 'Kavya' },
} as const

export const start = {
  title: 'Starting your workshop',
  wait: 'One moment.',
  failed: 'It did not start.',
} as const

export const join = {
  codeTitle: 'Enter the code on the screen',
  camera: 'Or point your camera at the square on the screen.',
  next: 'Continue',
  checking: 'Looking',
  nameTitle: 'What should we call you?',
  to: (workshop: string) => `You are joining ${workshop}.`,
  name: 'Name',
  pronouns: 'Pronouns',
  later: 'You can change any of this later.',
  placeNeeded: 'Say whether you are in the room or by video.',
  enter: 'Join',
  joining: 'Joining',
} as const

export const enter = {
  title: 'Open your place in the workshop',
  what: 'This link is yours. Opening it here keeps your seat on this device.',
  act: 'Open',
  opening: 'Opening',
} as const

export const seat = {
  door: {
    title: (name: string, lead: string) =>
      `Welcome, ${name}. ${lead === '' ? 'The person who leads' : lead} will let you in.`,
    what: 'There is nothing to do. This page opens by itself.',
    see: 'What the people who lead see',
    leave: 'Leave this page open.',
  },
  change: 'Change',
  save: 'Save',
  saving: 'Saving',
  between: {
    first: (name: string) => `You’re in, ${name}.`,
    done: (title: string) => `That was “${title}”.`,
    next: (title: string) => `Next comes: ${title}. Nothing to do until then.`,
    last: 'It was the last part of today.',
    others: 'What others will see',
    nobody: 'What nobody sees, not even the people who lead',
    nobodyWhat:
      'Your drafts, until you send them. Who asked for a pause. When you need a moment, only the person you tell knows.',
    bell: 'Try the bell',
    again: 'If you close this page, open its address again on this device. Your seat stays yours.',
  },
  ended: { title: 'The workshop has ended.', what: 'Thank you. What is yours is on your page.', mine: 'What is mine' },
  bye: {
    revoked: 'Your session on this device has ended. If that surprises you, ask the person who leads.',
    deleted: 'This workshop and everything in it has been deleted.',
    version: 'Fourfold was updated. Reload the page to go on.',
    out: 'You are no longer in this workshop. If that surprises you, ask the person who leads.',
    declined: 'You were not let in this time. If that surprises you, ask the person who leads.',
  },
  reload: 'Reload',
  header: { pause: 'Pause', moment: 'I need a moment', mine: 'Mine', agreements: 'Our agreements' },
  pause: {
    title: 'Pause for everyone?',
    what: 'All screens become calm within a second. Nobody learns who asked. A lead goes on when the room is ready.',
    act: 'Pause',
    paused: 'Paused for everyone.',
    pausedWhat: 'Take a breath. A lead goes on when the room is ready.',
    resume: 'Go on',
  },
  moment: {
    title: 'Who should know?',
    what: 'Only the person you choose. You need no reason, and your seat stays.',
    all: 'Everyone who leads',
    guardian: (name: string) => `${name}, the guardian`,
    stays: 'Your seat stays.',
    take: 'Take the time you need.',
    knows: (name: string) => `${name} knows; nobody else does.`,
    knowsAll: 'The people who lead know; nobody else does.',
    nobody: 'Nobody knows: this did not reach them. If you need someone, tell them in another way, or try again.',
    unsure:
      'The connection broke, so perhaps nobody knows. If you need someone, tell them in another way, or try again.',
    back: 'I’m back',
  },
  unsent: 'The room went on before these words arrived, and nobody has seen them. Copy them if you need them:',
  hear: 'The people who lead know that you can’t hear.',
  pass: {
    title: 'Pass when the stone comes?',
    what: 'Nobody sees it. You can take it back until the round is over.',
    act: 'Pass',
    keep: 'Keep my turn',
    passed: 'The stone will not come to you.',
    passedWhat: 'We can come back to you at the end, if you like.',
    later: 'Come back to me',
    stay: 'Leave it as it is',
  },
  step: {
    look: 'This is for you, in silence. There is nothing to write and nothing to press.',
    write: 'Write for yourself, on paper. Nobody sees it.',
    land: '',
  },
  late: {
    title: (name: string) => `Welcome, ${name}.`,
    now: (activity: string, step: string) => `We are in “${activity}”: ${step}.`,
    stone: (name: string) => `${name} has the stone. You can listen now.`,
    before: 'What there was before you came',
    part: (activity: string, step: string) => `${activity}: ${step}`,
    nothing: 'You do not have to catch up. What people said is not kept anywhere.',
  },
  unfinished: {
    title: 'We moved on. What you had written is kept here; it was not sent.',
    still: 'The cards have not been shown to anybody yet, so you may still finish this one.',
    closed: 'The cards have been shown meanwhile, so this one can no longer go with them.',
    seal: 'Seal it now',
    keep: 'Keep it for me',
    forget: 'Delete it',
  },
  turn: {
    nobody: 'The stone lies in the middle.',
    nobodyWhat: 'Raise a hand when you want to speak.',
    finished: 'The round is complete.',
    handOn: (name: string) => `Hand the stone to ${name}`,
    handOnFor: (name: string) => `Hand on for ${name}`,
    handSure: (name: string, next: string) => `Hand the stone from ${name} to ${next}?`,
    says: (name: string) => `${name} has the stone.`,
    yours: (name: string) => `It is your turn, ${name}. Begin when you are ready.`,
    near: 'You are near the end.',
  },
  group: {
    title: (letter: string) => `You are in circle ${letter.toUpperCase()}.`,
    with: 'With you:',
    guardian: (name: string) => `${name} is the guardian: watches time and energy, and says when a pause is over.`,
    youGuard: 'You are the guardian: you watch time and energy, and say when a pause is over.',
    alone: 'Everyone stays together.',
  },
  sealed: {
    field: 'Your words',
    see: (size: number) =>
      `A circle of ${inWords(size)}, after the lead releases all of them together: shuffled and without your name, which is not stored with them. People may recognise how you write.`,
    act: 'Seal it',
    sealing: 'Sealing',
    yours: 'Sealed by you, on this device',
    done: 'Sealed',
    kept: 'On this device, not sent yet',
    taking: 'Comes back when you’re online again',
    refused: 'Not sealed, only on this device',
    back: 'Take it back',
    full: (most: number) => `You have sealed ${inWords(most)}. Take one back to write another.`,
    left: (left: number, most: number) =>
      left === most
        ? `Up to ${inWords(most)}, one at a time, if you like.`
        : left === 1
          ? 'One more, if you like.'
          : `Up to ${inWords(left)} more, if you like.`,
    draft: 'Kept as you type',
    none: 'Leave it blank, if you like. Nobody sees who wrote.',
  },
  board: {
    see: 'Everyone here, with your name while you write',
    circle: (names: string) => `Only your circle: ${names}`,
  },
  scale: {
    yes: 'I can live with it',
    no: 'Not yet',
    reason: 'What would help? Without your name, if you like',
    silence:
      'One “not yet” is enough to look at a line again. If you say nothing about a line, it counts as “I can live with it”.',
    see: 'After closing, for each line: everyone, or not yet. No names, no numbers. Reasons appear without names.',
    act: 'Send my answers',
    sent: 'Sent. You can change them until the lead closes.',
    sending: 'Sending',
    kept: 'On this device. Your answers go out when you’re back online.',
    everyone: 'Everyone can live with it',
    notYet: 'Not yet',
    nothing: 'There is no line left to ask about.',
    results: 'What the group can live with',
    unsent:
      'This was closed before you sent your answers, so they are not in it. Tell the person who leads if a line needs another look.',
  },
  keep: {
    title: 'What we keep',
    what: 'What',
    who: 'Who can open it',
    until: 'Until',
    agreements: 'Agreements',
    everyone: 'Everyone in the workshop',
    name: 'Your name and pronouns',
    notes: 'What others wrote to you',
    notesWho: 'You alone',
    notesUntil: (day: string) => `${day}, or until you delete it`,
    boards: 'Working boards',
    boardsWho: 'Their circle, or everyone',
    boardsUntil: 'The end of their activity',
    not: 'Not kept',
    notWhat: 'What was said. Who passed, paused, or needed a moment. How long anyone spoke. Who wrote an unnamed card.',
    host: (host: string) => `${host} runs this server and could read what is stored on it.`,
    hostUnnamed: 'Whoever runs this server could read what is stored on it.',
    memory: 'Memories, paper and files already taken cannot be called back.',
    take: 'Take yours with you',
    takeWhat:
      'The agreements, what others wrote to you (but for what you have hidden), and what is kept, in one file you can read without Fourfold.',
    save: 'Save my file',
    later: 'You can also do this later, from your own link.',
  },
  mine: {
    title: 'Mine',
    back: 'Go to now',
    you: 'You',
    link: 'Your own link',
    linkWhat: 'It opens your seat on any device, today and next time. Keep it to yourself.',
    make: 'Make my link',
    making: 'Making',
    agreements: (version: number) => `Our agreements, version ${version}`,
    kept: 'Kept for you',
    keptWhat: 'What you had written when the room moved on. It is on this device only.',
    forget: 'Delete it',
    noAgreements: 'No agreements yet. They appear here when the group has made them.',
  },
  says: {
    now: (activity: string, title: string) => `Now: ${activity}. ${title}.`,
    resumed: 'Going on.',
    back: 'Connected.',
    lost: 'Offline, your words are kept.',
  },
  offlineLong: 'You’re still offline. Your seat is kept, and your turn is held.',
} as const

export const kept = {
  title: 'What is kept',
  lead: 'Fourfold keeps as little as a workshop needs, and says until when.',
  rows: [
    ['Agreements', 'Everyone in the workshop', 'A year and a month after it began, or until the lead deletes them'],
    ['Your name, and pronouns if you gave them', 'Everyone in the workshop; the name stands on the wall', 'The same'],
    ['What others wrote to you', 'You alone', 'The same, or until you delete it'],
    ['Working boards', 'Their circle, or everyone', 'Deleted when their activity ends'],
    [
      'On your own device: words not sent yet, and what your screen showed last',
      'Whoever uses this browser',
      'Until your session ends here, or the workshop is deleted',
    ],
    [
      'Sealed cards',
      'Nobody before their release; then one circle, without a name',
      'The vault is deleted at the release',
    ],
  ],
  not: 'Never kept: what was said, who passed, who asked for a pause or a moment, how long anyone spoke, who wrote an unnamed card, how one person answered.',
  server: 'Whoever runs the server could read what is stored on it. Backups are outside of what Fourfold can reach.',
  home: 'To the beginning',
} as const

export const notFound = { title: 'There is nothing at this address.', home: 'To the beginning' } as const
