import { CODES_ALONE, CUSTOM, TEMPORARY, TRACKED, UNTRACKED } from '../settings.js';

const signInOften = async (page, times) => {
  for (let visit = 0; visit < times; visit++) {
    await page.signIn();
  }
};

// The app's fetch is one that throws at answers that it does not like.
const dislike = (isDisliked) => {
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    const response = await fetch(...request);
    if (isDisliked(await response.clone().json())) {
      throw new Error('not what was expected');
    }
    return response;
  };
};

const MEMBERS = ['ChallengeName', 'ChallengeParameters', 'Session', 'AuthenticationResult'];

export const AUTH = {
  'CLI-AUTH-01': {
    how: 'has no Session any more when the code is entered',
    ...CODES_ALONE,
    async walk(page) {
      await page.begin();
      page.user.Session = null;
      await page.sendCode();
    },
  },
  'CLI-AUTH-02': {
    how: 'keeps the Session where not all of it has room',
    ...CODES_ALONE,
    async walk(page) {
      await page.begin();
      page.user.Session = page.user.Session.slice(0, -8);
      await page.sendCode();
    },
  },
  'CLI-AUTH-03': {
    how: 'sends a code twice in one Session',
    ...CODES_ALONE,
    async walk(page) {
      await page.signIn();
      await page.sendCode();
    },
  },
  'CLI-AUTH-04': {
    how: 'calls sendMFACode without the type, which is SMS_MFA then',
    ...CODES_ALONE,
    async walk(page) {
      await page.begin();
      const code = await page.app.code();
      await page.own.answer((user, callbacks) => user.sendMFACode(code, callbacks));
    },
  },
  'CLI-AUTH-05': {
    how: 'has no user name any more when the code is entered',
    ...CODES_ALONE,
    async walk(page) {
      await page.begin();
      page.user.username = '';
      await page.sendCode();
    },
  },
  'CLI-AUTH-06': {
    how: 'sends the code under the alias that was entered',
    setUp: { ...CODES_ALONE.setUp, alias: true },
    async walk(page) {
      await page.begin();
      page.user.username = page.app.username;
      await page.sendCode();
    },
  },
  'CLI-AUTH-07': {
    how: 'begins without SRP_A',
    ...UNTRACKED,
    async walk(page) {
      page.intercept(({ params }) => delete params.AuthParameters?.SRP_A);
      await page.signIn();
    },
  },
  'CLI-AUTH-08': {
    how: 'leaves TIMESTAMP out',
    ...UNTRACKED,
    async walk(page) {
      page.respond('PASSWORD_VERIFIER', (responses) => delete responses.TIMESTAMP);
      await page.signIn();
    },
  },
  'CLI-AUTH-09': {
    how: 'has no answer to a custom challenge',
    ...CUSTOM,
    async walk(page) {
      await page.begin({ ...page.app, flow: 'CUSTOM_AUTH' });
      await page.own.answer((user, callbacks) => user.sendCustomChallengeAnswer(undefined, callbacks));
    },
  },
  'CLI-AUTH-10': {
    how: 'sends a new password without the attribute that is asked for',
    ...TEMPORARY,
    answers: requireAName,
    async walk(page) {
      await page.begin();
      await page.own.answer((user, callbacks) => user.completeNewPasswordChallenge(`${page.app.password}-2`, {}, callbacks));
    },
  },
  'CLI-AUTH-11': {
    how: 'refuses answers with members that it does not know',
    ...UNTRACKED,
    answers: addMembersFrom(3),
    async walk(page) {
      dislike((answer) => answer.ChallengeName && Object.keys(answer).some((name) => !MEMBERS.includes(name)));
      await signInOften(page, 5);
    },
  },
  'CLI-AUTH-12': {
    how: 'refuses a DEVICE_PASSWORD_VERIFIER without a Session',
    ...TRACKED,
    serve: ['--variation', 'session-with-device-verifier'],
    answers: dropSessionFrom(2),
    async walk(page) {
      dislike(({ ChallengeName, Session }) => ChallengeName === 'DEVICE_PASSWORD_VERIFIER' && !Session);
      await signInOften(page, 5);
    },
  },
};

/** A service that requires an attribute of new users. */
export function requireAName() {
  return (answer) => {
    if (answer.ChallengeName === 'NEW_PASSWORD_REQUIRED') {
      answer.ChallengeParameters.requiredAttributes = '["userAttributes.name"]';
    }
  };
}

/** A service that adds a member to challenges, from the nth sign-in on. */
export function addMembersFrom(n) {
  return () => {
    let signIns = 0;
    return (answer, { operation }) => {
      signIns += operation === 'InitiateAuth' ? 1 : 0;
      if (signIns >= n && answer.ChallengeName) {
        answer.CanaryRollout = { Stage: 'BETA' };
      }
    };
  };
}

/** A service whose nth DEVICE_PASSWORD_VERIFIER and later ones have no Session. */
export function dropSessionFrom(n) {
  return () => {
    let challenges = 0;
    return (answer) => {
      if (answer.ChallengeName === 'DEVICE_PASSWORD_VERIFIER' && ++challenges >= n) {
        delete answer.Session;
      }
    };
  };
}
