import { retention } from '../../shared/policy.ts'

const { season, year } = retention

/** What is kept, who opens it, until when, and taking it along. The rules of en.ts hold here too. */
import { keyBackupDays } from '../../shared/policy.ts'

export const keep = {
  title: 'What we keep',
  what: 'What',
  who: 'Who can open it',
  until: 'Until',
  agreements: 'Agreements',
  everyone: 'Everyone in the workshop',
  name: 'Your name and pronouns',
  notes: 'What others wrote to you',
  pages: 'Pages of your own',
  notesWho: 'You alone',
  notesUntil: (day: string) => `${day}, or until you delete it`,
  pagesUntil: (day: string | null) =>
    `${day ?? `${season.days} days after the workshop ends`}, or until you delete them`,
  lines: 'Lines on a harvest board, with names',
  linesUntil: (day: string) => `${day}, or until you take yours out`,
  boards: 'Working boards',
  boardsWho: 'Their circle, or everyone',
  boardsUntil: 'The end of their activity',
  not: 'Not kept',
  notWhat: 'What was said. Who passed, paused, or needed a moment. How long anyone spoke. Who wrote an unnamed card.',
  host: (host: string) => `${host} runs this server and could read what is stored on it.`,
  hostUnnamed: 'Whoever runs this server could read what is stored on it.',
  memory: 'Memories, paper and files already taken cannot be called back.',
  mine: 'How long it is kept',
  mineUntil: (day: string, pages: string | null) =>
    `Your name, what others wrote to you, the agreements and lines on a harvest board will be deleted on ${day}. Pages of your own ${
      pages === null ? `${season.days} days after the workshop ends` : `on ${pages}`
    }. You can delete yours before.`,
  take: 'Take yours with you',
  takeWhat:
    'The agreements, your own pages, what others wrote to you (but for what you have hidden), and what is kept, in one file you can read without Fourfold.',
  save: 'Save my file',
  saved: 'Saved. It is among your downloads, as fourfold.html.',
  onItsWay: 'It goes to your downloads, as fourfold.html.',
  later: 'You can also do this later, from your own link.',
} as const

export const kept = {
  title: 'What is kept',
  lead: 'Fourfold keeps as little as a workshop needs, and says until when.',
  rows: [
    [
      'Agreements',
      'Everyone in the workshop',
      `A year and ${year.days - 365} days after it began, or until the lead deletes them`,
    ],
    ['Your name, and pronouns if you gave them', 'Everyone in the workshop; the name stands on the wall', 'The same'],
    ['What others wrote to you', 'You alone', 'The same, or until you delete it'],
    [
      'Lines on a harvest board, with names',
      'Everyone in the workshop; the wall while the board is open',
      'The same, or until you take yours out',
    ],
    ['Pages of your own', 'You alone', `${season.days} days after the workshop ends, or until you delete them`],
    ['All of it that is yours', 'You alone', 'Until you erase it, on your own page, under “Mine”'],
    ['Working boards', 'Their circle, or everyone', 'Deleted when their activity ends'],
    [
      'On your own device: words not sent yet, and what your screen showed last',
      'Whoever uses this browser',
      'Until your session ends here, you are erased, or the workshop is deleted',
    ],
    [
      'Sealed cards',
      'Nobody before their release; then one circle, without a name',
      'The vault is deleted at the release',
    ],
  ],
  not: 'Never kept: what was said, who passed, who asked for a pause or a moment, how long anyone spoke, who wrote an unnamed card, how one person answered.',
  server: `Whoever runs the server could read what is stored on it. What is deleted cannot be read in backups either: its key is destroyed, and copies of keys are to be kept for ${keyBackupDays} days at most.`,
  home: 'To the beginning',
} as const
