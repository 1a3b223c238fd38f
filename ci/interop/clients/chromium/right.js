// Apps that keep the rules. Together they come by every rule that a recording can show.

import { addMembersFrom, dropSessionFrom, requireAName } from './broken/auth.js';
import { CODES_BESIDE, CUSTOM, SET_UP, TEMPORARY, TRACKED, UNTRACKED } from './settings.js';

// What a right app does comes to its end.
const fine = async (step) => {
  const outcome = await step;
  if (outcome !== 'onSuccess') {
    throw new Error(`a step of a right app ended with ${outcome}`);
  }
};

const twice = async (page, how) => {
  await fine(page.signIn(how));
  await fine(page.own.refresh());
  await fine(page.signIn(how));
};

/** By the name of the recording, as in broken/rules.js. */
export const RIGHT = {
  'a-remembered-device': {
    setUp: { tracking: 'opt-in' },
    async walk(page) {
      await fine(page.signIn());
      await fine(page.own.remember());
      await fine(page.own.refresh());
      await fine(page.signIn());
      await fine(page.own.forget());
      await fine(page.signIn());
    },
  },
  'codes-beside-the-device': {
    ...CODES_BESIDE,
    // amazon-cognito-identity-js does not come through: it sends the Session of the code with the
    // device, too, which the reference pool refuses.
    async walk(page) {
      const own = page.amplify();
      for (let visit = 0; visit < 2; visit++) {
        await own.signIn();
        await own.refresh();
        await own.signOut();
      }
    },
  },
  'an-alias': {
    setUp: { alias: true },
    walk: (page) => twice(page),
  },
  'a-new-password': {
    ...TEMPORARY,
    answers: requireAName,
    walk: (page) => twice(page),
  },
  'custom-challenges': {
    ...CUSTOM,
    walk: (page) => twice(page, { ...page.app, flow: 'CUSTOM_AUTH' }),
  },
  'a-choice-of-factors': {
    setUp: { tracking: 'off', email: true },
    users: { email: true, preferred: false },
    walk: (page) => fine(page.signIn()),
  },
  'a-factor-set-up': {
    ...SET_UP,
    async walk(page) {
      const own = page.amplify();
      await own.signIn();
      await own.refresh();
    },
  },
  'rotating-tokens': {
    client: { rotation: true },
    ...TRACKED,
    async walk(page) {
      const own = page.amplify();
      await own.signIn();
      await own.refresh();
      await own.refresh();
      await own.signOut();
    },
  },
  'a-client-with-a-secret': {
    client: { secret: true },
    setUp: { alias: true },
    async walk(page) {
      const own = page.helper();
      const first = await own.signIn();
      const device = await own.confirm(first);
      await own.refresh(first, device);
      await own.renew(first, device);
      await own.signIn({ device });
    },
  },
  'a-device-forgotten-elsewhere': {
    ...TRACKED,
    async walk(page) {
      await fine(page.signIn());
      await page.elsewhere('forget', page.kept('deviceKey'));
      await fine(page.signIn());
    },
  },
  'a-lost-device-password': {
    ...TRACKED,
    async walk(page) {
      await fine(page.signIn());
      page.keep('randomPasswordKey', 'lost');
      await page.signIn(); // is refused
      page.user.clearCachedDeviceKeyAndPassword();
      await fine(page.signIn());
    },
  },
  'two-users': {
    ...TRACKED,
    async walk(page) {
      const other = await page.elsewhere('newUser');
      await fine(page.signIn());
      await fine(page.signIn(other));
      await fine(page.signIn());
    },
  },
  'members-added-later': {
    ...UNTRACKED,
    answers: addMembersFrom(2),
    walk: (page) => twice(page),
  },
  'a-device-without-a-session': {
    ...TRACKED,
    serve: ['--variation', 'session-with-device-verifier'],
    answers: dropSessionFrom(1),
    walk: (page) => twice(page),
  },
  'a-b-of-zero': {
    ...UNTRACKED,
    serve: ['--fault', 'b-is-zero'],
    walk: (page) => page.signIn(), // ends there
  },
};
