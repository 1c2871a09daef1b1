/** The words of everybody's pages: coming in, the seat, what is kept. Part of {@link text} in en.ts. */
import { type Fn } from '../../shared/steps/specs.ts'
import { type Audience, type ContentClass, type Keep } from '../../shared/policy.ts'

const named = new Intl.ListFormat('en', { type: 'conjunction' })
const either = new Intl.ListFormat('en', { type: 'disjunction' })

/** "Judith and Andre"; "the lead" where no name is known yet. */
export const allOf = (names: readonly string[]) => (names.length === 0 ? 'the lead' : named.format(names))
/** "Judith or Andre". */
export const oneOf = (names: readonly string[]) => (names.length === 0 ? 'the lead' : either.format(names))

const dayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' })
/** @param at ms since the epoch */
export const dayInWords = (at: number) => dayFormat.format(at)

const counted = ['none', 'one', 'two', 'three', 'four', 'five'] as const
const few = (count: number) => counted[count] ?? String(count)

export const participant = {
  landing: {
    headline: 'Lead live group workshops, in the room and by video.',
    lead: 'A check-in round, agreements the group writes itself, a closing circle, for 6 to 30 people. You lead. Fourfold holds the order, the time, and who sees what.',
    how: 'How it works',
    kept: 'What is kept',
    startTitle: 'I lead a workshop',
    startHint: 'Begin with a ready agenda. No account.',
    start: 'Start a workshop',
    joinTitle: 'I have a code',
    joinHint: 'It is on the screen in the room, or in your invitation.',
    join: 'Join',
    server: (host: string) => `What you write stays on this server, run by ${host}, who could read it.`,
    serverBefore: 'What you write stays on this server, run by ',
    serverAfter: ', who could read it.',
    serverUnnamed: 'What you write stays on this server. Whoever runs it could read it.',
    pictureTitle: 'The room sees one thing.',
    picture: 'Each person sees one thing to do. While someone speaks, nothing else appears.',
    pictureHeard:
      'A picture: on the wall four small circles, each with the name of the person who has the turn. On a phone one name, a stone, and four quiet buttons.',
    pictureNames: ['Priya', 'Farah', 'Kavya', 'Tess'],
    functions: {
      culture: 'Arrive, agree how we treat each other, affirm.',
      reflection: 'Write in silence, on a page of your own.',
      relationship: 'Tell a life. Listen. Speak about difference and power.',
      future: 'From what you value to the next ninety days.',
    } satisfies Record<Fn, string>,
    steps: [
      [
        'Start and let people in',
        'You start a workshop and get a code. People type or scan it, give their name, and wait until you let them in. No accounts.',
      ],
      [
        'Lead from one console',
        'You press Next. It always says what it will do, and you can take it back. The wall shows the room one thing; each phone or laptop shows its owner one thing to do.',
      ],
      [
        'In the room and by video alike',
        'Remote people have the same seat, the same stone and the same four actions. Fourfold sits beside any video call and never opens a camera or a microphone.',
      ],
      [
        'Take it along',
        'At the close everyone sees what is kept, for how long, and who could open it. One file holds what is yours.',
      ],
    ],
  },

  start: {
    title: 'Start a workshop',
    lead: 'It begins with a ready half-day: arriving, agreements, a closing circle. You can look around before anyone comes in.',
    name: 'Your name',
    nameHint: 'People at the door will read: “Judith will let you in.”',
    go: 'Start',
    going: 'Starting',
    operatorTitle: 'On this server, workshops begin with the operator’s link.',
    operator:
      'It is printed where Fourfold was started. Ask the person who runs this server to open it for you, or to send it.',
    haveCode: 'I have a code and want to join',
  },

  join: {
    codeTitle: 'Enter the code on the screen',
    camera: 'Or point your camera at the square on the screen.',
    next: 'Continue',
    looking: 'Looking',
    codeNeeded: 'Type the six signs that stand on the screen.',
    title: 'How should we call you?',
    to: (workshop: string, lead: string) => (lead === '' ? workshop : `${workshop}, led by ${lead}`),
    name: 'Name',
    pronouns: 'Pronouns',
    where: 'Where are you today?',
    whereNeeded: 'Choose one of the two. You can change it later.',
    changeLater: 'You can change any of this later.',
    going: 'Going in',
    otherCode: 'Another code',
    returning: 'This device already has a seat here.',
    returningHint: 'Reload, sleep, a closed page: your seat stays yours.',
    toSeat: 'Go to my seat',
    someoneElse: 'Join as someone else',
  },

  enter: {
    title: 'Welcome.',
    lead: 'This link is a key to one seat. It works in this browser from now on.',
    open: 'Open',
    opening: 'Opening',
    shared: 'On a device that others use too, close this page instead.',
    brokenTitle: 'This link is not whole.',
    broken:
      'The part after # is missing. Open it again from where you kept it, or ask the person who leads for a new one.',
  },

  notFound: {
    title: 'There is nothing at this address.',
    lead: 'If someone sent you here, look at the address again; a letter may be missing.',
    home: 'Go to the beginning',
  },

  waiting: {
    welcome: (name: string) => `Welcome, ${name}.`,
    letIn: (leads: readonly string[]) => `${oneOf(leads)} will let you in.`,
    nothing: (leads: readonly string[]) =>
      `There is nothing to do. This page opens by itself when ${leads.length === 1 ? leads[0] : 'they'} ${leads.length === 1 ? 'does' : 'do'}.`,
    seen: (leads: readonly string[]) => `What ${allOf(leads)} see${leads.length === 1 ? 's' : ''}`,
    stay: 'Leave this page open.',
    personal: 'Do you have a personal link? It goes straight in.',
    announced: (name: string) => `You are in, ${name}.`,
  },

  profile: {
    change: 'Change',
    title: 'How should we call you?',
    save: 'Save',
    saving: 'Saving',
  },

  in: {
    title: (name: string) => `You’re in, ${name}.`,
    wait: (leads: readonly string[]) => `${allOf(leads)} will begin. Nothing to do until then.`,
    others: 'What others will see',
    nobody: 'What nobody in the workshop sees',
    nobodySees: 'Your drafts until you seal or send them. Who passed, who paused, who answered what.',
    again: 'If you close this page, scan again. Your seat stays yours.',
  },

  link: {
    title: 'Keep your seat',
    why: 'Your own link opens your seat on any device, also when this browser forgets.',
    make: 'Show my link',
    making: 'Making it',
    secret: 'Whoever has this link sits on your seat. A new one does not close the old one.',
    copy: 'Copy my link',
    copied: 'Copied',
    scan: 'Or scan it with your other device.',
    label: 'Your own link',
  },

  between: {
    next: 'Next',
    calm: (leads: readonly string[]) => `${allOf(leads)} will begin it. Nothing to do until then.`,
    last: 'That was the last one.',
    lastHint: 'Stay as long as you like. What is yours stands under Mine.',
    pause: 'A pause between two activities.',
    mine: 'What is mine',
  },

  live: {
    name: 'Fourfold',
    skip: 'To what there is to do',
    agreements: 'Our agreements',
    pause: 'Pause',
    moment: 'I need a moment',
    hear: 'I can’t hear',
    mine: 'Mine',
    console: 'Console',
    title: (activity: string, workshop: string) => `${activity} · ${workshop}`,
    yourTurnTitle: 'Your turn',
    movedOn: 'We moved on. Finish if you like; it is kept.',
    goToNow: 'Go to now',
    offline: 'You’re offline. Keep writing; everything here will follow when you’re back.',
    offlineListening: 'You’re offline. Your seat stays; this page finds its way back by itself.',
    stillOffline: (leads: readonly string[]) => `You’re still offline. ${allOf(leads)} can hold your turn.`,
    notStored: 'The server cannot save at the moment. Keep this page open; your words are safe on this device.',
    tryNow: 'Try now',
    loading: 'One moment. Your seat is being opened.',
    guardianMark: 'A signal, just now.',
    guardianOpen: 'Open it',
    guardianMoment: (name: string) => `${name} needs a moment.`,
    guardianHear: (name: string) => `${name} can’t hear.`,
    guardianDone: 'It is looked after',
  },

  announce: {
    now: (activity: string, words: string) => `Now: ${activity}. ${words}`,
    stone: (holder: string) => `${holder} has the stone.`,
    after: (name: string) => `You are after ${name}.`,
    yours: (name: string) => `It is your turn, ${name}. Begin when you are ready.`,
    near: 'You are near the end.',
    over: 'Time. Nothing closes; finish your sentence.',
    paused: 'Paused for everyone.',
    pausedCircle: 'Your circle is paused.',
    resumed: 'Going on.',
    offline: 'Offline, your words are kept.',
    online: 'Connected.',
    result: (everyone: number, notYet: number) =>
      notYet === 0
        ? 'The result is here. Everyone can live with every line.'
        : `The result is here. Everyone can live with ${few(everyone)}; ${few(notYet)} not yet.`,
  },

  late: {
    welcome: 'Welcome.',
    where: (activity: string, step: string) => `We are in “${activity}”, at “${step}”.`,
    stone: (holder: string) => `${holder} has the stone. You can listen now.`,
    after: (name: string) => `You are after ${name}.`,
    writing: 'Everyone is writing. Begin where you like.',
    agreed: 'Our agreements are there for you to read.',
    close: 'Go on',
  },

  paused: {
    everyone: 'Paused for everyone.',
    circle: 'Your circle is paused.',
    calm: 'Nothing is asked of you. What you wrote is kept.',
    typing: 'Paused for everyone. Finish your sentence if you like.',
    resumes: (names: readonly string[]) => `${oneOf(names)} will go on when it is time.`,
    guardian: 'You are the guardian. When the circle is ready, go on.',
    goOn: 'Go on',
  },

  moment: {
    title: 'Take the time you need.',
    who: 'Who may know?',
    whoHint: 'They see it quietly, on their own device. Nobody else does.',
    guardian: 'your guardian',
    lead: 'leads',
    seat: 'Your seat stays.',
    knows: (name: string) => `${name} knows; nobody else does.`,
    unsent: 'You are offline, so nobody has been told yet.',
    back: 'I’m back',
  },

  hear: {
    told: (names: readonly string[]) => `${allOf(names)} ${names.length > 1 ? 'know' : 'knows'} that you can’t hear.`,
    again: 'I can hear again',
  },

  bye: {
    revoked: 'Your session on this device has ended.',
    revokedHint: (leads: readonly string[]) => `${oneOf(leads)} ended it. If that surprises you, ask them.`,
    deleted: 'This workshop has been deleted.',
    deletedHint: 'Everything in it is gone from this server, and what this device kept of it is gone too.',
    version: 'Fourfold was updated.',
    versionHint: 'Reload this page to go on. Your seat and your drafts stay.',
    reload: 'Reload',
    closed: 'This seat does not open here.',
    closedHint: 'Open your personal link, or scan the code on the wall again.',
    out: 'Your seat here has ended.',
    outHint: (leads: readonly string[]) => `If that surprises you, ask ${oneOf(leads)}.`,
    ended: 'This workshop has ended.',
    endedHint: 'What is kept, and until when, stands here.',
    home: 'Go to the beginning',
  },

  seat: {
    step: {
      look: 'Look up and listen. Nothing to do here.',
      write: 'Write on paper or only in your head. Nothing is sent.',
      land: 'Nothing more to do. Stay as long as you like.',
    },
    turn: {
      middle: 'The stone lies in the middle.',
      middleHint: 'Raise a hand, and it comes to you.',
      middleRaised: 'Your hand is up. The stone comes to you next.',
      finished: 'Everyone who wanted to has spoken.',
      finishedHint: 'Nothing to do. The others may still be listening.',
      passAsk: 'Pass this time? Nobody is told, and nothing keeps it.',
      passYes: 'Yes, pass',
      passNo: 'No, keep my turn',
      passed: 'Passed. We’ll come back to you at the end, if you like.',
      takeBack: 'Come back to me',
      handOn: (holder: string, to: string | null) =>
        to === null ? `Help ${holder} put the stone down` : `Hand ${holder}’s stone on to ${to}`,
      handOnAsk: (holder: string) => `Has ${holder} finished?`,
      handOnYes: 'Yes, hand it on',
      handOnNo: 'Not yet',
      near: 'near the end',
      prompt: 'The question',
    },
    group: {
      title: (letter: string) => `You are in circle ${letter}.`,
      with: 'With you',
      alone: 'Nobody else is in your circle yet.',
      where: 'Where',
      nowhere: (leads: readonly string[]) => `${oneOf(leads)} will say where.`,
      byVideo: (names: readonly string[]) =>
        `${allOf(names)} ${names.length > 1 ? 'are' : 'is'} by video: call them, or share one call.`,
      youByVideo: 'Your circle calls you, or you share one call.',
      guardian: (name: string) => `${name} is the guardian: looks after time and calm, and goes on after a pause.`,
      guarding: 'You are the guardian: you look after time and calm, and you go on after a pause.',
    },
    sealed: {
      label: 'Your words',
      placeholder: 'One thing, in your own words',
      seal: 'Seal it',
      sealing: 'Sealing',
      blank: 'Leave it blank',
      kept: 'Kept as you type',
      most: (count: number) => `Up to ${few(count)}. You need none.`,
      another: 'You may write another.',
      enough: (count: number) => `You have sealed ${few(count)}. Take one back to write another.`,
      mine: 'What you have sealed',
      takeBack: 'Take it back',
      takingBack: 'Taking it back',
      state: {
        kept: 'Kept on this device; it will be sealed when you’re back.',
        sealed: 'Sealed',
        refused: 'Not sealed. Your words are still here to copy.',
      },
      rest: 'Good.',
      restHint: 'Nobody sees who wrote, and how much. Writing stays open.',
      write: 'Write after all',
      readers: (circleOf: number) =>
        `One small circle of about ${few(circleOf)}, without a name, when all are opened at once. Until then nobody. In a small circle people may still guess.`,
    },
    board: {
      everyone: 'Everyone here, and the wall. While you write, your name stands at the card.',
      circle: (names: readonly string[]) =>
        names.length === 0
          ? 'Only you, until others come.'
          : `${allOf(names)} and you. While you write, your name stands at the card.`,
      closed: 'This board is closed for writing. You can read it.',
      opening: 'The board is being opened.',
      rescued: 'These words of yours could not stay on the board. They are here for you to copy.',
    },
    scale: {
      yes: 'I can live with it',
      notYet: 'Not yet',
      reason: 'What would make it good enough?',
      reasonHint: 'Shown under the line, without a name, after closing. People may recognise how you write.',
      silence: 'Who says nothing counts as able to live with it. One “not yet” is enough to look at a line again.',
      send: 'Send my answers',
      sending: 'Sending',
      skip: 'Skip',
      skipped: 'Good. You can still answer until it closes.',
      answer: 'Answer after all',
      sent: (leads: readonly string[]) => `Sent. We show what came in, all at once, when ${oneOf(leads)} closes this.`,
      change: 'Change my answers',
      seen: 'For each line one of two results, for all lines at once: everyone can live with it, or not yet. Never who, never how many.',
      everyone: 'Everyone can live with it',
      result: 'The result',
      reasons: 'What was said',
      none: 'There are no lines to answer. We go on in a moment.',
    },
  },

  mine: {
    title: 'What is mine',
    now: 'Go to now',
    moved: 'We moved on.',
    name: 'How others see me',
    agreements: 'Our agreements',
    noAgreements: 'No agreements yet. They appear here once the group has made them.',
    version: (version: number) => (version === 1 ? 'As first agreed.' : `Agreed anew; this is version ${version}.`),
    file: 'Take it along',
    fileHint: 'Your name and our agreements in one file you can read without Fourfold.',
    save: 'Save my file',
    leave: 'Leave',
    leaveHint: 'Your seat and drafts stay. Come back with the code or with your link.',
    leaveAsk: 'Leave the workshop? Your seat and drafts stay.',
    leaveYes: 'Leave',
    leaveNo: 'Stay',
    bell: 'The bell',
    bellHint: 'It rings when a silence begins, and at your turn if you allow it.',
  },

  kept: {
    title: 'What we keep',
    publicTitle: 'What is kept',
    publicLead:
      'Fourfold has no accounts, no tracking, no recording, no counting of people. This is all that a workshop leaves behind.',
    what: 'What',
    who: 'Who can open it',
    until: 'Until',
    classes: {
      waiting: 'Your name, while you wait at the door',
      name: 'Your name, and where you take part from',
      pronouns: 'Your pronouns',
      proposal: 'What you seal',
      circleBoard: 'Your circle’s board',
      groupBoard: 'The board of everyone',
      consent: 'What you answered to a line',
      reason: 'Reasons for “not yet”, unsigned',
      agreement: 'Our agreements',
      signal: 'That you needed a moment, or could not hear',
    } satisfies Record<ContentClass, string>,
    audience: {
      author: 'You',
      circle: 'Your circle',
      group: 'Everyone in the workshop',
      leads: 'the leads',
      wall: 'the wall',
      waiting: 'whoever waits at the door',
    } satisfies Record<Audience, string>,
    untilWhen: {
      never: 'Not kept',
      moment: 'Gone after the moment',
      workshop: 'The end of the workshop',
      year: 'A year and a month after the beginning',
    } satisfies Record<Keep, string>,
    unsigned: 'no name stands with it',
    notKept: 'Not kept',
    notKeptWords:
      'What was said. Who passed, paused, or needed a moment. How long anyone spoke. Who wrote what was sealed. Who answered what.',
    run: (host: string) => `${host} runs this server and could read what is stored on it.`,
    runUnnamed: 'Whoever runs this server could read what is stored on it.',
    wifi: 'This address has no encryption, so others on this wifi could read along too.',
    cannot: 'Memories, paper and files already taken cannot be called back.',
    take: 'Take yours with you',
    takeHint: 'Your name and our agreements, in one file you can read without Fourfold.',
    save: 'Save my file',
    go: 'Let something go',
    goHint:
      'Whoever leads can remove your name and your seat, or delete the whole workshop. Deleted means gone from the store.',
    choose: 'Look at what is mine',
    later: 'You can also do this later, from your own link.',
    disclosed: {
      title: 'When others see it',
      shared: 'What is shared may stand on the wall. It is always written on a screen that says so.',
      sealed: 'What is sealed is stored without a name and opened for all at once. Until then nobody sees it.',
      anonymous:
        'What is anonymous is counted in memory and never stored with a name. Only the result leaves the server.',
      private: 'What is private goes to whom the screen names, and to nobody else.',
    },
    delete: 'The lead who started a workshop can delete it at any time, with everything in it.',
  },
} as const
