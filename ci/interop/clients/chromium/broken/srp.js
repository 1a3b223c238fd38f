import { UNTRACKED } from '../settings.js';

// AuthenticationHelper.getLargeAValue hands A to its callback.
const publicValue = (page, change) =>
  page.override('AuthenticationHelper', 'getLargeAValue', (right) => function (callback) {
    right.call(this, (error, A) => callback(error, change(A, this)));
  });

export const SRP = {
  'CLI-SRP-01': {
    how: 'writes a prefix before the digits of A',
    ...UNTRACKED,
    async walk(page) {
      publicValue(page, (A) => ({ toString: () => `0x${A.toString(16)}` }));
      await page.signIn();
    },
  },
  'CLI-SRP-02': {
    how: 'has N for A',
    ...UNTRACKED,
    async walk(page) {
      publicValue(page, (A, { N }) => N);
      await page.signIn();
    },
  },
  'CLI-SRP-03': {
    how: 'adds N to A',
    ...UNTRACKED,
    async walk(page) {
      publicValue(page, (A, { N }) => A.add(N));
      await page.signIn();
    },
  },
  'CLI-SRP-04': {
    how: 'draws an a of eleven bits',
    ...UNTRACKED,
    async walk(page) {
      page.override('AuthenticationHelper', 'generateRandomSmallA', () => function () {
        const [random] = crypto.getRandomValues(new Uint16Array(1));
        return new this.N.constructor((1024 + (random % 1024)).toString(16), 16);
      });
      await page.signIn();
    },
  },
  'CLI-SRP-05': {
    how: 'draws a from a crypto.getRandomValues that gives the same each time',
    ...UNTRACKED,
    async walk(page) {
      crypto.getRandomValues = (array) => array.fill(0x5eedface);
      await page.signIn();
      await page.signIn();
    },
  },
  'CLI-SRP-06': {
    how: 'goes on though B is a multiple of N',
    ...UNTRACKED,
    serve: ['--fault', 'b-is-zero'],
    async walk(page) {
      page.override('AuthenticationHelper', 'getPasswordAuthenticationKey', () => (name, password, B, salt, callback) => callback(null, new Uint8Array(16)));
      await page.signIn();
    },
  },
  'CLI-SRP-07': {
    how: 'sends the proof in base64 for URLs, without padding',
    ...UNTRACKED,
    async walk(page) {
      page.respond('PASSWORD_VERIFIER', (responses) => {
        responses.PASSWORD_CLAIM_SIGNATURE = responses.PASSWORD_CLAIM_SIGNATURE.replace('=', '').replaceAll('+', '-').replaceAll('/', '_');
      });
      await page.signIn();
    },
  },
  'CLI-SRP-08': {
    how: 'sends back a part of SECRET_BLOCK',
    ...UNTRACKED,
    async walk(page) {
      page.respond('PASSWORD_VERIFIER', (responses) => {
        responses.PASSWORD_CLAIM_SECRET_BLOCK = responses.PASSWORD_CLAIM_SECRET_BLOCK.slice(0, -8);
      });
      await page.signIn();
    },
  },
};
